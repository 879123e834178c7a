// A corpus in its publisher's form, as a user imports it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "corpus/corpus_reader.h"

namespace affectus {

/// Utterances without an audio file are an error that begins with `where`, counts them and names the first. With
/// `skip_missing` they are removed, with a call of `warning`. Throws Error(not_found).
void leave_out_missing(std::vector<Utterance>& utterances, bool skip_missing, const std::string& where,
                       const std::function<void(const std::string&)>& warning);

/// Reads `folder`, a corpus of this kind. Missing audio files are treated as above. `note` receives other facts that a user
/// must know, one line each. Throws the errors of the reader, and not_found.
ReadCorpus read_raw_corpus(const CorpusKind& kind, const std::filesystem::path& folder, const CorpusReaderOptions& options,
                           bool skip_missing, const std::function<void(const std::string&)>& note,
                           const std::function<void(const std::string&)>& warning);

}  // namespace affectus
