#include "corpus/corpus_reader.h"

#include "affectus/error.h"

namespace affectus {

const std::vector<CorpusKind>& corpus_kinds() {
  static const std::vector<CorpusKind> kinds = {
      {"ravdess", "RAVDESS: the speech archive's Actor_NN folders, or its files in one folder", read_ravdess},
      {"emodb", "EmoDB (Berlin): the archive's folder, with wav/ in it", read_emodb},
      {"msp-podcast", "MSP-Podcast: a release's folder (Audios, Labels, Partitions.txt, Speaker_ids.txt)", read_msp_podcast},
      {"iemocap", "IEMOCAP: the folder with Session1 to Session5", read_iemocap},
  };
  return kinds;
}

const CorpusKind& corpus_kind(const std::string& name) {
  std::string known;
  for (const CorpusKind& kind : corpus_kinds()) {
    if (name == kind.name) return kind;
    known += (known.empty() ? "" : ", ") + std::string(kind.name);
  }
  throw Error(ErrorCode::invalid_argument, "corpus: expected one of " + known + ", found '" + name + "'");
}

}  // namespace affectus
