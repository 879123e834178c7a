#include "text/table.h"

#include <algorithm>
#include <array>

#include "text/counted.h"
#include "text/joined.h"
#include "text/letter_case.h"
#include "text/shown.h"
#include "text/text_encoding.h"

namespace affectus {
namespace {

constexpr std::array<char, 3> separators = {',', ';', '\t'};

// The first line that is not empty.
std::string_view first_line(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of("\r\n"), text.size());
  return text.substr(begin, text.find_first_of("\r\n", begin) - begin);
}

// "sep=;", which spreadsheets write and take for a hint.
bool is_hint(std::string_view line) {
  return line.size() == 5 && lower_case(std::string(line.substr(0, 4))) == "sep=" &&
         std::ranges::find(separators, line[4]) != separators.end();
}

char separator_of_table(std::string_view text) {
  const std::string_view line = first_line(text);
  return is_hint(line) ? line.back() : separator_of(line);
}

}  // namespace

char separator_of(std::string_view line) {
  std::array<std::size_t, separators.size()> counts = {};
  bool is_quoted = false;
  for (const char one : line) {
    if (one == '"') is_quoted = !is_quoted;
    const auto place = std::ranges::find(separators, one);
    if (!is_quoted && place != separators.end()) ++counts[static_cast<std::size_t>(place - separators.begin())];
  }
  return separators[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

TableReader::TableReader(std::string_view bytes, const std::string& name)
    : decoded_(decode_text(bytes, name)), separator_(separator_of_table(decoded_)), csv_(decoded_, name, separator_) {
  if (is_hint(first_line(decoded_))) csv_.read(header_);
  if (!csv_.read(header_)) fail("expected a header with the names of columns, found no text");
  header_line_ = csv_.line();
  for (std::size_t i = 0; i < header_.size(); ++i) places_[lower_case(header_[i])].push_back(i);
}

const std::size_t* TableReader::place_of(std::string_view column) const {
  const auto found = places_.find(lower_case(std::string(column)));
  if (found == places_.end()) return nullptr;
  if (found->second.size() > 1) fail_in_header("expected the column '" + std::string(column) + "' once, found " + header());
  return found->second.data();
}

bool TableReader::has(std::string_view column) const { return place_of(column) != nullptr; }

void TableReader::require(std::initializer_list<std::string_view> columns) const {
  for (const std::string_view column : columns)
    if (!has(column)) fail_in_header("expected a column '" + std::string(column) + "', found the header " + header());
}

std::string TableReader::header() const {
  constexpr std::size_t longest = 400;
  return shown(joined(header_), longest);
}

bool TableReader::next() {
  do {
    if (!csv_.read(row_)) return false;
  } while (std::ranges::all_of(row_, &std::string::empty));
  if (row_.size() != header_.size())
    fail("expected " + counted(header_.size(), "field", "fields") + " as in the header, found " +
         std::to_string(row_.size()));
  return true;
}

const std::string& TableReader::text(std::string_view column) const {
  static const std::string nothing;
  const std::size_t* const place = place_of(column);
  return place == nullptr ? nothing : row_[*place];
}

std::string TableReader::number_text(std::string_view column) const {
  std::string number = text(column);
  if (separator_ != ',' && number.find('.') == std::string::npos && std::ranges::count(number, ',') == 1)
    std::ranges::replace(number, ',', '.');
  return number;
}

}  // namespace affectus
