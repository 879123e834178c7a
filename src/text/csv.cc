#include "text/csv.h"

#include <algorithm>
#include <utility>

#include "affectus/error.h"
#include "text/shown.h"

namespace affectus {

std::string csv_field(const std::string& text) {
  const auto is_blank = [](char one) { return one == ' ' || one == '\t'; };
  const bool blanks = !text.empty() && (is_blank(text.front()) || is_blank(text.back()));
  if (!blanks && text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char one : text) quoted += one == '"' ? std::string("\"\"") : std::string(1, one);
  return quoted + "\"";
}

CsvReader::CsvReader(std::string_view text, std::string name, char separator)
    : text_(text), name_(std::move(name)), separator_(separator) {}

void CsvReader::fail(const std::string& message, std::size_t line) const {
  throw Error(ErrorCode::invalid_format, name_ + ":" + std::to_string(line) + ": " + message);
}

bool CsvReader::read(std::vector<std::string>& fields) {
  fields.clear();
  while (at_ < text_.size() && at_line_end()) skip_line_end();
  record_line_ = line_;
  if (at_ == text_.size()) return false;
  while (true) {
    fields.push_back(field());
    if (at_ == text_.size()) return true;
    if (at_line_end()) {
      skip_line_end();
      return true;
    }
    ++at_;  // the separator
  }
}

void CsvReader::skip_line_end() {
  const bool pair = text_.substr(at_).starts_with("\r\n");
  at_ += pair ? 2 : 1;
  ++line_;
}

void CsvReader::skip_blanks() {
  while (at_ < text_.size() && at_blank()) ++at_;
}

std::string CsvReader::field() {
  skip_blanks();
  if (at_ < text_.size() && text_[at_] == '"') return quoted_field();
  const char ends[] = {separator_, '\r', '\n'};
  const std::size_t end = std::min(text_.find_first_of(std::string_view(ends, sizeof ends), at_), text_.size());
  std::string value(text_.substr(at_, end - at_));
  if (value.find('"') != std::string::npos)
    fail("expected a field with quotes to be quoted as a whole, found " + shown(value));
  at_ = end;
  value.erase(value.find_last_not_of(" \t") + 1);
  return value;
}

std::string CsvReader::quoted_field() {
  std::string value;
  for (++at_; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    const bool doubled = c == '"' && text_.substr(at_ + 1).starts_with('"');
    if (c == '"' && !doubled) {
      ++at_;
      skip_blanks();
      if (at_ < text_.size() && text_[at_] != separator_ && !at_line_end())
        fail("expected a separator or the end of the line after a closing quote");
      return value;
    }
    if (doubled) ++at_;
    if (c == '\n' || (c == '\r' && !text_.substr(at_).starts_with("\r\n"))) ++line_;
    value += c;
  }
  fail("expected a closing quote, found the end of the text");
}

}  // namespace affectus
