#include "corpus/path_pattern.h"

#include <algorithm>

#include "affectus/error.h"
#include "names/file_names.h"
#include "text/parsed_number.h"
#include "text/shown.h"
#include "text/split.h"

namespace affectus {
namespace {

constexpr std::size_t longest_pattern = 500;
constexpr std::size_t most_fields = 32;
constexpr std::size_t largest_count = 255;  // the longest name of a file

// "2" or "0-1".
bool read_count(const std::string& text, std::size_t& least, std::size_t& most) {
  const std::vector<std::string> ends = split(text, '-');
  if (ends.size() > 2) return false;
  std::size_t values[2] = {};
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const auto value = parsed_number<std::size_t>(ends[i]);
    if (!value || *value > largest_count) return false;
    values[i] = *value;
  }
  least = values[0];
  most = ends.size() == 2 ? values[1] : least;
  return least <= most && most > 0;
}

}  // namespace

PathPattern::PathPattern(const std::string& text) : text_(comparable_name(text)) {
  if (text_.empty() || text_.size() > longest_pattern) fail("1 to " + std::to_string(longest_pattern) + " bytes");
  for (std::size_t at = 0; at < text_.size(); ++at) {
    if (text_[at] != '{' && text_[at] != '}') {
      if (parts_.empty() || parts_.back().kind != Kind::literal) parts_.push_back({.kind = Kind::literal, .text = ""});
      parts_.back().text += text_[at];
      continue;
    }
    const std::size_t end = text_.find_first_of("{}", at + 1);
    if (text_[at] == '}' || end == std::string::npos || text_[end] == '{')
      fail("fields like {speaker} or {speaker:2 digits}");
    parts_.push_back(field(text_.substr(at + 1, end - at - 1)));
    if (const std::string& name = parts_.back().text; !name.empty()) {
      if (std::ranges::find(fields_, name) != fields_.end()) fail("each field once, and {" + name + "} is there twice");
      fields_.push_back(name);
    }
    at = end;
  }
  if (std::ranges::count_if(parts_, [](const Part& part) { return part.kind != Kind::literal; }) >
      std::ptrdiff_t{most_fields})
    fail("at most " + std::to_string(most_fields) + " fields");
  slashes_ = static_cast<std::size_t>(std::ranges::count(text_, '/'));
}

PathPattern::Part PathPattern::field(const std::string& written) const {
  const std::size_t colon = written.find(':');
  Part part{.text = trimmed(written.substr(0, colon))};
  if (part.text.find_first_of("./") != std::string::npos) fail("names of fields without '.' and '/'");
  if (colon == std::string::npos) return part;
  std::vector<std::string> words = split_trimmed(trimmed(written.substr(colon + 1)), ' ');
  if (words.back() == "digits" || words.back() == "letters") {
    part.kind = words.back() == "digits" ? Kind::digits : Kind::letters;
    words.pop_back();
  }
  if (words.size() > 1 || (words.size() == 1 && !read_count(words.front(), part.least, part.most)))
    fail("a field's length and kind like {speaker:2}, {speaker:digits}, {version:0-1 letters}");
  return part;
}

void PathPattern::fail(const std::string& expected) const {
  throw Error(ErrorCode::invalid_argument, "expected " + expected + ", found " + shown(text_, 200));
}

bool PathPattern::fits(Kind kind, char one) {
  if (kind == Kind::digits) return one >= '0' && one <= '9';
  if (kind == Kind::letters) return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z');
  return one != '/';
}

std::optional<Fields> PathPattern::match(std::string_view text) const {
  const std::size_t places = text.size() + 1;
  std::vector<bool> failed((parts_.size() + 1) * places);  // from this part on, at this place: no second attempt
  std::vector<std::size_t> begins(parts_.size() + 1);
  const auto matches = [&](const auto& self, std::size_t i, std::size_t at) -> bool {
    begins[i] = at;
    if (i == parts_.size()) return at == text.size();
    if (failed[i * places + at]) return false;
    const Part& part = parts_[i];
    if (part.kind == Kind::literal) {
      if (text.substr(at).starts_with(part.text) && self(self, i + 1, at + part.text.size())) return true;
    } else {
      for (std::size_t length = 0; length <= part.most && at + length <= text.size(); ++length) {
        if (length > 0 && !fits(part.kind, text[at + length - 1])) break;
        if (length >= part.least && self(self, i + 1, at + length)) return true;
      }
    }
    failed[i * places + at] = true;
    return false;
  };
  if (!matches(matches, 0, 0)) return std::nullopt;
  Fields fields;
  for (std::size_t i = 0; i < parts_.size(); ++i)
    if (parts_[i].kind != Kind::literal && !parts_[i].text.empty())
      fields[parts_[i].text] = text.substr(begins[i], begins[i + 1] - begins[i]);
  return fields;
}

std::optional<Fields> PathPattern::match_end(std::string_view path, std::string& matched) const {
  const std::string comparable = comparable_name(path);
  std::size_t begin = comparable.size();
  for (std::size_t i = 0; i <= slashes_; ++i) {
    if (begin == 0) return std::nullopt;
    const std::size_t slash = comparable.rfind('/', begin - 1);
    begin = slash == std::string::npos ? 0 : slash;
    if (slash == std::string::npos && i < slashes_) return std::nullopt;
  }
  matched = comparable.substr(begin < comparable.size() && comparable[begin] == '/' ? begin + 1 : begin);
  return match(matched);
}

}  // namespace affectus
