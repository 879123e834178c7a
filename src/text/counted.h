// Counts and lists of names for messages.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace affectus {

/// "1 file", "2 files".
inline std::string counted(std::size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

/// "a, b, c and 2 more": at most the first `most` names.
inline std::string some_of(const std::vector<std::string>& names, std::size_t most = 3) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return names.size() <= most ? text : text + " and " + std::to_string(names.size() - most) + " more";
}

}  // namespace affectus
