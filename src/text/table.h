// Tables as people have them: from spreadsheets, scripts and other programs.
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

/// Rows by the names of their columns, which the first line has: in any order, in any case, separated as that line is, by
/// commas, semicolons or tabs. Quotes as in RFC 4180, text in any encoding of decode_text. Unknown columns and rows of empty
/// fields are passed over. Not thread-safe.
class AFFECTUS_PROJECT TableReader {
 public:
  /// `name` stands for the table in errors. Throws Error(invalid_format) for text that is none (decode_text), and where
  /// there is no header.
  TableReader(std::string_view bytes, const std::string& name);
  TableReader(const TableReader&) = delete;
  TableReader& operator=(const TableReader&) = delete;

  bool has(std::string_view column) const;
  /// Throws Error(invalid_format) that shows the header where one of the columns is not there, or twice.
  void require(std::initializer_list<std::string_view> columns) const;
  /// The names as the table has them, for messages.
  std::string header() const;

  /// The next row; false at the end. Throws Error(invalid_format) that names the line where its fields are not as many as
  /// the header's, or its quotes are broken.
  bool next();
  /// A field of the row; empty where there is no such column.
  const std::string& text(std::string_view column) const;
  /// The same of a number: a decimal comma, which a table separated by other characters may have, has become a point.
  std::string number_text(std::string_view column) const;

  /// Where the row began, from 1.
  std::size_t line() const { return csv_.line(); }
  /// Throws Error(invalid_format) "NAME:LINE: MESSAGE" for the row; before the first one, for the header.
  [[noreturn]] void fail(const std::string& message) const { csv_.fail(message); }

 private:
  const std::size_t* place_of(std::string_view column) const;

  std::string decoded_;
  char separator_;
  CsvReader csv_;
  std::vector<std::string> header_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> places_;  // of columns, by their names in lower case
  std::vector<std::string> row_;
};

/// The separator of a line: of comma, semicolon and tab the one that it has most of outside of quotes; the first of equals.
AFFECTUS_PROJECT char separator_of(std::string_view line);

}  // namespace affectus
