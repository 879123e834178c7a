// Splits a text at a separator, and trims white space.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace affectus {

/// The parts between separators, including empty parts: "a,,b" has three, "" has one.
inline std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// `text` without white space at its ends.
inline std::string trimmed(std::string_view text) {
  constexpr const char* space = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(space);
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(space) - begin + 1));
}

/// The parts of `text`, each trimmed.
inline std::vector<std::string> split_trimmed(std::string_view text, char separator) {
  std::vector<std::string> parts = split(text, separator);
  for (std::string& part : parts) part = trimmed(part);
  return parts;
}

}  // namespace affectus
