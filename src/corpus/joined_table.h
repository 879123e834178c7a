// A table of a corpus, joined to its recordings.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "corpus/corpus_layout.h"

namespace affectus {

/// Its files are read when a recording first needs them. Not thread-safe.
class JoinedTable {
 public:
  /// `layout` must outlive this. `folder` is the corpus's.
  JoinedTable(const LayoutTable& layout, const std::filesystem::path& folder);

  /// Adds the columns that the layout names to the fields of a recording, as {TABLE.COLUMN}; false if no row belongs to it.
  /// Throws Error(not_found) if none of the table's files is there, Error(invalid_format) that names the file and the line
  /// for what TableReader refuses, columns that are not there, and two rows of one key that differ.
  bool join(Fields& recording);

  /// How many rows no recording has joined; `first` takes the place of the first, FILE:LINE (KEY).
  std::size_t unjoined(std::string& first) const;
  std::size_t rows() const;
  /// Those that were read.
  std::vector<std::filesystem::path> files() const;

 private:
  struct Row {
    Fields columns;
    std::size_t line = 0;
    bool is_joined = false;
  };
  using Rows = std::map<std::string, Row>;

  Rows& rows_for(const Fields& recording);
  Rows read(const std::filesystem::path& file) const;

  const LayoutTable& layout_;
  std::filesystem::path folder_;
  std::map<std::filesystem::path, Rows> files_;
  std::map<std::string, std::filesystem::path> found_;  // by the names that were looked for
};

}  // namespace affectus
