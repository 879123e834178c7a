// A corpus as its publisher distributes it becomes a manifest on disk.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "corpus/corpus_reader.h"

namespace affectus {

/// The utterances of `folder`, a corpus of this kind. Missing audio files are an error that counts them and names the first,
/// or with `skip_missing` left out and told to `warning`; what else a user must know goes to `note`, a line each. Throws
/// Error as the reader does, and not_found.
std::vector<Utterance> read_raw_corpus(const CorpusKind& kind, const std::filesystem::path& folder,
                                       const CorpusReaderOptions& options, bool skip_missing,
                                       const std::function<void(const std::string&)>& note,
                                       const std::function<void(const std::string&)>& warning);

/// The same, written as manifest.csv into the folder `output`, which is made; the audio stays where it is. Returns the
/// number of utterances. Throws Error(unwritable), too.
std::size_t import_corpus(const CorpusKind& kind, const std::filesystem::path& folder, const CorpusReaderOptions& options,
                          bool skip_missing, const std::filesystem::path& output,
                          const std::function<void(const std::string&)>& note,
                          const std::function<void(const std::string&)>& warning);

}  // namespace affectus
