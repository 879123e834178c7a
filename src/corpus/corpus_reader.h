// Reads corpora in their publishers' form into the rows of a manifest.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

struct ReadCorpus {
  std::vector<Utterance> utterances;  // paths are those of the audio files, which need not be there
  std::vector<std::string> notes;     // for the user: counts, and all that differs from what was expected
};

struct CorpusReaderOptions {
  bool skip_missing = false;  // MSP-Podcast: leave out turns that only some of its files know, instead of an error
  std::size_t fold = 5;       // IEMOCAP: the session that is the test set, 1 to 5; the one after it is the development set.
                              // 0: all sessions are the train partition, for who divides them otherwise
};

struct CorpusKind {
  const char* name;     // "msp-podcast"
  const char* summary;  // one line for the help text
  ReadCorpus (*read)(const std::filesystem::path& folder, const CorpusReaderOptions& options);
};

/// All kinds. To add one, define its read function in a file here and add its line to corpus_reader.cc.
const std::vector<CorpusKind>& corpus_kinds();
/// Throws Error(invalid_argument) that lists the known names.
const CorpusKind& corpus_kind(const std::string& name);

/// Each throws Error(not_found, invalid_format) that names the file, the line, what was expected and what was found.
ReadCorpus read_ravdess(const std::filesystem::path& folder, const CorpusReaderOptions& options);
ReadCorpus read_emodb(const std::filesystem::path& folder, const CorpusReaderOptions& options);
ReadCorpus read_msp_podcast(const std::filesystem::path& folder, const CorpusReaderOptions& options);
ReadCorpus read_iemocap(const std::filesystem::path& folder, const CorpusReaderOptions& options);

}  // namespace affectus
