// Lists for people.
#pragma once

#include <functional>
#include <string>

namespace affectus {

/// "a, b, c": the texts that `text_of` (a function or a member) gives of each of `items`.
template <typename Items, typename TextOf = std::identity>
std::string joined(const Items& items, TextOf text_of = {}) {
  std::string list;
  for (const auto& item : items) {
    if (!list.empty()) list += ", ";
    list += std::invoke(text_of, item);
  }
  return list;
}

}  // namespace affectus
