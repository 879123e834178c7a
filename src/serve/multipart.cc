#include "serve/multipart.h"

#include <algorithm>

#include "serve/server_error.h"
#include "serve/url.h"
#include "text/letter_case.h"
#include "text/split.h"
#include "text/text.h"

namespace affectus {
namespace {

constexpr std::size_t longest_head = 8192, most_parts = 64, longest_boundary = 70;

[[noreturn]] void refuse(const std::string& what) { throw RequestError{wrong("multipart body: " + what)}; }

// The next parameter of a header's value, `; name=value` or `; name="value"`, in which a backslash escapes a quote; what was
// read is taken off `rest`. False at the end, and at text that is none.
bool next_parameter(std::string_view& rest, std::string& name, std::string& value) {
  const auto skip_blanks = [&] { rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size())); };
  skip_blanks();
  if (!rest.starts_with(';')) return false;
  rest.remove_prefix(1);
  skip_blanks();
  const std::size_t equals = rest.find_first_of("=;");
  if (equals == std::string_view::npos || rest[equals] != '=') return false;
  name = lower_case(trimmed(rest.substr(0, equals)));
  rest.remove_prefix(equals + 1);
  value.clear();
  if (!rest.starts_with('"')) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    value = trimmed(rest.substr(0, end));
    rest.remove_prefix(end);
    return true;
  }
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return true;
    }
    const bool is_escaped = rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\');
    value += rest[is_escaped ? ++i : i];
  }
  return false;
}

// RFC 5987: UTF-8''na%20me
std::optional<std::string> extended_value(const std::string& value) {
  const std::size_t first = value.find('\''), second = first == std::string::npos ? first : value.find('\'', first + 1);
  if (second == std::string::npos || lower_case(value.substr(0, first)) != "utf-8") return std::nullopt;
  return decode_percent(std::string_view(value).substr(second + 1));
}

}  // namespace

bool is_multipart(std::string_view content_type) {
  return lower_case(trimmed(content_type.substr(0, content_type.find(';')))) == "multipart/form-data";
}

std::optional<std::string> multipart_boundary(std::string_view content_type) {
  if (!is_multipart(content_type)) return std::nullopt;
  std::string_view rest = content_type;
  rest.remove_prefix(std::min(rest.find(';'), rest.size()));
  std::string name, value;
  while (next_parameter(rest, name, value)) {
    if (name != "boundary") continue;
    const auto is_allowed = [](char c) { return c > ' ' && c < 127 && c != '"'; };
    if (value.empty() || value.size() > longest_boundary || !std::ranges::all_of(value, is_allowed)) return std::nullopt;
    return value;
  }
  return std::nullopt;
}

std::optional<MultipartPart> parse_part_head(std::string_view head) {
  for (const std::string& line : split(head, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || lower_case(trimmed(line.substr(0, colon))) != "content-disposition") continue;
    std::string_view rest = std::string_view(line).substr(colon + 1);
    while (rest.ends_with('\r')) rest.remove_suffix(1);
    const std::size_t end = std::min(rest.find(';'), rest.size());
    if (lower_case(trimmed(rest.substr(0, end))) != "form-data") return std::nullopt;
    rest.remove_prefix(end);
    MultipartPart part;
    std::string name, value;
    std::optional<std::string> extended;
    while (next_parameter(rest, name, value)) {
      if (name == "name") part.name = valid_utf8(value);
      if (name == "filename") part.file_name = valid_utf8(value);
      if (name == "filename*") extended = extended_value(value);
    }
    if (extended) part.file_name = valid_utf8(*extended);
    if (part.name.empty()) return std::nullopt;
    return part;
  }
  return std::nullopt;
}

MultipartReader::MultipartReader(const std::string& boundary, MultipartHandler& handler)
    : delimiter_("\r\n--" + boundary), handler_(handler), held_("\r\n") {}  // the first line may be the boundary

void MultipartReader::feed(std::string_view bytes) {
  if (state_ == State::epilogue) return;
  held_ += bytes;
  while (step()) {
  }
}

void MultipartReader::finish() const {
  if (state_ != State::epilogue) refuse("expected its last boundary, found its end");
}

// False if it needs more bytes.
bool MultipartReader::step() {
  switch (state_) {
    case State::preamble:
      return skip_preamble();
    case State::after_boundary:
      return read_after_boundary();
    case State::head:
      return read_head();
    case State::body:
      return read_body();
    case State::epilogue:
      held_.clear();
      return false;
  }
  return false;
}

bool MultipartReader::skip_preamble() {
  const std::size_t at = held_.find(delimiter_);
  if (at == std::string::npos) {
    if (held_.size() >= delimiter_.size()) held_.erase(0, held_.size() - (delimiter_.size() - 1));
    return false;
  }
  held_.erase(0, at + delimiter_.size());
  state_ = State::after_boundary;
  return true;
}

bool MultipartReader::read_body() {
  const std::size_t at = held_.find(delimiter_);
  if (at != std::string::npos) {
    if (at > 0) handler_.data(std::string_view(held_).substr(0, at));
    held_.erase(0, at + delimiter_.size());
    handler_.end_part();
    state_ = State::after_boundary;
    return true;
  }
  // The last bytes may be the beginning of a boundary.
  if (held_.size() < delimiter_.size()) return false;
  const std::size_t known = held_.size() - (delimiter_.size() - 1);
  handler_.data(std::string_view(held_).substr(0, known));
  held_.erase(0, known);
  return false;
}

// The end of a boundary's line, or two hyphens after the last.
bool MultipartReader::read_after_boundary() {
  std::size_t blanks = 0;
  while (blanks < held_.size() && (held_[blanks] == ' ' || held_[blanks] == '\t')) ++blanks;
  if (blanks > longest_head) refuse("expected the end of a boundary's line, found blanks");
  if (held_.size() < blanks + 2) return false;
  const std::string_view next = std::string_view(held_).substr(blanks, 2);
  if (next == "--" && blanks == 0) {
    state_ = State::epilogue;
    return true;
  }
  if (next != "\r\n") refuse("expected the end of a boundary's line, found other text");
  if (++parts_ > most_parts) refuse("expected " + std::to_string(most_parts) + " parts at the most, found more");
  held_.erase(0, blanks);  // the line's end remains: a head may be empty
  state_ = State::head;
  return true;
}

bool MultipartReader::read_head() {
  const std::size_t end = held_.find("\r\n\r\n");
  if (end == std::string::npos || end > longest_head) {
    if (held_.size() > longest_head) refuse("expected a part's head of 8 KB at the most, found more");
    return false;
  }
  const std::optional<MultipartPart> part = parse_part_head(std::string_view(held_).substr(0, end));
  if (!part) refuse("expected parts with Content-Disposition: form-data and a name, found another");
  held_.erase(0, end + 4);
  handler_.begin_part(*part);
  state_ = State::body;
  return true;
}

}  // namespace affectus
