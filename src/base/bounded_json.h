// JSON from outside, with a limit on its depth.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/project.h"

namespace affectus {

/// The deepest nesting that is read; no file of this project comes near it.
inline constexpr std::size_t deepest_json = 64;

/// Parses like nlohmann::json::parse() without exceptions: the result is_discarded() if the text is not JSON, or is nested
/// deeper than deepest_json, because copying, comparing and printing a value need a stack as deep as the value.
AFFECTUS_PROJECT nlohmann::json parse_json(std::string_view text);

/// For the message about a text that is not what was expected, "found ...": that it is nested too deep, that it is in
/// UTF-16, or the line where it stops being JSON; JSON of another kind is "something else".
AFFECTUS_PROJECT std::string found_in_json(std::string_view text);

}  // namespace affectus
