// Matches names with a pattern of the command line.
#pragma once

#include <string>
#include <string_view>

namespace affectus {

/// "**/" matches any folders (also none); "*", "?" and "[..]" match within one name. Reads the name once, for any number of
/// "**/".
bool glob_match(std::string_view pattern, const std::string& name);

/// Whether names below `folder` (no "/" at its end) may match: each of its parts matches that of the pattern, up to a "**".
bool glob_may_match_below(std::string_view pattern, std::string_view folder);

}  // namespace affectus
