// Reads tables from spreadsheets, scripts and other programs.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/project.h"
#include "text/csv.h"

namespace affectus {

/// Gives the fields of each row by the names of their columns. The first line has these names, in any order and case; its
/// separator (comma, semicolon or tab) is that of all rows. Quotes follow RFC 4180, and text may be in any encoding of
/// decode_text. Unknown columns and rows of empty fields are ignored. Not thread-safe.
class AFFECTUS_PROJECT TableReader {
 public:
  /// `name` stands for the table in errors. Throws Error(invalid_format) for bytes that are not text (decode_text), and for
  /// a table without a header.
  TableReader(std::string_view bytes, const std::string& name);
  TableReader(const TableReader&) = delete;
  TableReader& operator=(const TableReader&) = delete;

  bool has(std::string_view column) const;
  /// Throws Error(invalid_format) that names the header's line and shows it if one of the columns is missing or occurs
  /// twice.
  void require(std::initializer_list<std::string_view> columns) const;
  /// The names as the table has them, for messages.
  std::string header() const;

  /// Reads the next row; false at the end. Throws Error(invalid_format) that names the line if the number of its fields
  /// differs from the header's, or its quotes are broken.
  bool next();
  /// A field of the row; empty if there is no such column.
  const std::string& text(std::string_view column) const;
  /// The same for a number; a decimal comma becomes a point, if the separator is not a comma.
  std::string number_text(std::string_view column) const;

  /// Where the row began, from 1.
  std::size_t line() const { return csv_.line(); }
  /// Throws Error(invalid_format) "NAME:LINE: MESSAGE" for the row; before the first one, for the header.
  [[noreturn]] void fail(const std::string& message) const { csv_.fail(message); }

 private:
  const std::size_t* place_of(std::string_view column) const;
  [[noreturn]] void fail_in_header(const std::string& message) const { csv_.fail(message, header_line_); }

  std::string decoded_;
  char separator_;
  CsvReader csv_;
  std::vector<std::string> header_;
  std::size_t header_line_ = 0;
  std::map<std::string, std::vector<std::size_t>, std::less<>> places_;  // of columns, by their names in lower case
  std::vector<std::string> row_;
};

/// The separator of a line: whichever of comma, semicolon and tab is the most frequent outside of quotes; the first of
/// equals.
AFFECTUS_PROJECT char separator_of(std::string_view line);

}  // namespace affectus
