// The path and the query of a request's target. The text comes from outside.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace affectus {

using NamedValues = std::vector<std::pair<std::string, std::string>>;

struct Target {
  std::string path;   // decoded
  NamedValues query;  // decoded, in order
};

/// "/a%20b?x=1&y" as path "/a b" and x: "1", y: "". Absent if it does not begin with a slash, an escape is broken or stands
/// for NUL, or there are more than 64 values.
std::optional<Target> parse_target(std::string_view text);

/// %41 is "A"; with `form` "+" is a space. Absent for broken escapes and NUL.
std::optional<std::string> decode_percent(std::string_view text, bool form = false);

}  // namespace affectus
