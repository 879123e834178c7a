// Comma-separated values of RFC 4180 and of common practice: other separators, spaces around fields.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/project.h"

namespace affectus {

/// Writes a text as a field, in quotes if needed, or if it begins or ends with white space, which readers strip.
AFFECTUS_PROJECT std::string csv_field(const std::string& text);

/// Records end with CRLF, LF or CR. Empty lines are ignored, and so are spaces and tabs at the ends of an unquoted field.
/// Not thread-safe; the text must outlive the reader.
class AFFECTUS_PROJECT CsvReader {
 public:
  /// `text` is UTF-8 without a byte order mark (decode_text); `name` stands for it in errors.
  CsvReader(std::string_view text, std::string name, char separator = ',');

  /// The next record; false at the end of the text. Throws Error(invalid_format) that names the line for a quote that is not
  /// closed, stands within an unquoted field, or is followed by more text.
  bool read(std::vector<std::string>& fields);

  /// Where the last record began, from 1.
  std::size_t line() const { return record_line_; }

  /// Throws Error(invalid_format) "NAME:LINE: MESSAGE" for the last record, or for another line.
  [[noreturn]] void fail(const std::string& message) const { fail(message, record_line_); }
  [[noreturn]] void fail(const std::string& message, std::size_t line) const;

 private:
  bool at_line_end() const { return text_[at_] == '\n' || text_[at_] == '\r'; }
  bool at_blank() const { return text_[at_] != separator_ && (text_[at_] == ' ' || text_[at_] == '\t'); }
  void skip_blanks();
  void skip_line_end();
  std::string field();
  std::string quoted_field();

  std::string_view text_;
  std::string name_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t record_line_ = 0;
};

}  // namespace affectus
