// Reads corpora in their publishers' form into the rows of a manifest.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

struct ReadCorpus {
  std::vector<Utterance> utterances;         // paths are those of the audio files, which need not be there
  std::vector<std::string> notes;            // for the user: counts, and all that differs from what was expected
  std::vector<std::filesystem::path> files;  // that were read: tables, labels, the layout
};

struct CorpusReaderOptions {
  bool skip_missing = false;  // leave out utterances that only some of the corpus's files know, instead of an error
  std::size_t fold = 5;       // IEMOCAP: the session that is the test set, 1 to 5; the one after it is the development set.
                              // 0: all sessions are the train partition, for who divides them otherwise
};

struct CorpusKind {
  std::string name;     // "msp-podcast"
  std::string summary;  // one line for the help text
  std::function<ReadCorpus(const std::filesystem::path& folder, const CorpusReaderOptions& options)> read;
};

/// All kinds: those that have code of their own, and each layout in the folder `layouts`, NAME.toml; there may be no such
/// folder. To add a kind, add its layout to corpora/. Throws the errors of CorpusLayout::read().
std::vector<CorpusKind> corpus_kinds(const std::filesystem::path& layouts);
/// One of them; no other layout is read. Throws Error(invalid_argument) that lists the known names, too.
CorpusKind corpus_kind(const std::string& name, const std::filesystem::path& layouts);
bool is_corpus_kind(const std::string& name, const std::filesystem::path& layouts);
/// The kind that the layout `file` describes.
CorpusKind corpus_kind_of_layout(const std::filesystem::path& file);

/// Each throws Error(not_found, invalid_format) that names the file, the line, what was expected and what was found.
ReadCorpus read_msp_podcast(const std::filesystem::path& folder, const CorpusReaderOptions& options);
ReadCorpus read_iemocap(const std::filesystem::path& folder, const CorpusReaderOptions& options);

}  // namespace affectus
