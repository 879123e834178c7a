// IEMOCAP's five sessions. It is evaluated by leaving a session out.
#include <algorithm>

#include "affectus/error.h"
#include "corpus/audio_folder.h"
#include "corpus/corpus_reader.h"
#include "corpus/iemocap_dialogue.h"
#include "storage/files.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t sessions = 5;

}  // namespace

ReadCorpus read_iemocap(const std::filesystem::path& folder, const CorpusReaderOptions& options) {
  if (options.fold > sessions)
    throw Error(ErrorCode::invalid_argument, "fold: expected a session from 1 to 5, found " + std::to_string(options.fold));
  ReadCorpus corpus;
  const std::size_t development = options.fold == 0 ? 0 : options.fold % sessions + 1;
  for (std::size_t session = 1; session <= sessions; ++session) {
    const auto place = find_entry(folder, {"Session" + std::to_string(session)});
    const auto labels = place ? find_entry(*place, {"dialog/EmoEvaluation"}) : std::nullopt;
    if (!labels)
      throw Error(ErrorCode::not_found, (folder / ("Session" + std::to_string(session)) / "dialog/EmoEvaluation").string() +
                                            ": expected the session's labels, found no such folder");
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(*labels))
      if (entry.path().extension() == ".txt" && entry.path().filename().string().starts_with("Ses"))
        files.push_back(entry.path());
    std::ranges::sort(files);
    if (files.empty()) throw Error(ErrorCode::not_found, labels->string() + ": expected Ses*.txt, found none");
    corpus.files.insert(corpus.files.end(), files.begin(), files.end());
    const std::string partition = session == options.fold ? "test" : session == development ? "development" : "train";
    for (const fs::path& file : files)
      for (Utterance& turn : read_iemocap_dialogue(read_file(file), file.string())) {
        turn.path = *place / "sentences" / "wav" / turn.path;
        turn.partition = partition;
        corpus.utterances.push_back(std::move(turn));
      }
  }
  if (options.fold > 0)
    corpus.notes.push_back("session " + std::to_string(options.fold) + " is the test set, session " +
                           std::to_string(development) + " the development set");
  corpus.notes.push_back("grades of 1 to 5 became 1 to 7");
  return corpus;
}

}  // namespace affectus
