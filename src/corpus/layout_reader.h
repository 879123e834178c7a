// Reads a corpus by its layout.
#pragma once

#include <filesystem>

#include "corpus/corpus_layout.h"
#include "corpus/corpus_reader.h"

namespace affectus {

/// Recordings that do not fit the layout are left out; notes count them by reason and name the first of each. Rows of a
/// complete table without a recording are an error; with skip_missing they are left out and counted, too. Throws
/// Error(not_found, invalid_format) that names the file, the line, what was expected and what was found.
ReadCorpus read_by_layout(const CorpusLayout& layout, const std::filesystem::path& folder,
                          const CorpusReaderOptions& options);

}  // namespace affectus
