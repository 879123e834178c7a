#include "corpus/corpus_import.h"

#include "affectus/error.h"
#include "text/counted.h"

namespace affectus {

namespace fs = std::filesystem;

void leave_out_missing(std::vector<Utterance>& utterances, bool skip_missing, const std::string& where,
                       const std::function<void(const std::string&)>& warning) {
  fs::path first_missing;
  const auto is_missing = [&](const Utterance& utterance) {
    const bool missing = !fs::exists(utterance.path);
    if (missing && first_missing.empty()) first_missing = utterance.path;
    return missing;
  };
  const std::size_t all = utterances.size();
  if (const std::size_t missing = std::erase_if(utterances, is_missing); missing > 0) {
    const std::string message = where + std::to_string(missing) + " of " + counted(all, "audio file", "audio files") +
                                (missing == 1 ? " is missing: " : " are missing, the first is ") + first_missing.string();
    if (!skip_missing) throw Error(ErrorCode::not_found, message + " (--skip-missing leaves them out)");
    warning(message + " (left out)");
  }
}

ReadCorpus read_raw_corpus(const CorpusKind& kind, const fs::path& folder, const CorpusReaderOptions& options,
                           bool skip_missing, const std::function<void(const std::string&)>& note,
                           const std::function<void(const std::string&)>& warning) {
  ReadCorpus corpus = kind.read(folder, options);
  leave_out_missing(corpus.utterances, skip_missing, "", warning);
  for (const std::string& line : corpus.notes) note(line);
  return corpus;
}

}  // namespace affectus
