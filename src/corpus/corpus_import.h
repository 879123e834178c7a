// A corpus as its publisher distributes it becomes a manifest on disk.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "corpus/corpus_reader.h"

namespace affectus {

/// Utterances without an audio file are an error that begins with `where`, counts them and names the first, or with
/// `skip_missing` taken out and told to `warning`. Throws Error(not_found).
void leave_out_missing(std::vector<Utterance>& utterances, bool skip_missing, const std::string& where,
                       const std::function<void(const std::string&)>& warning);

/// The utterances of `folder`, a corpus of this kind. Missing audio files are treated as above; what else a user must know
/// goes to `note`, a line each. Throws Error as the reader does, and not_found.
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
