// Names that a pattern of the command line stands for.
#pragma once

#include <string>
#include <string_view>

namespace affectus {

/// "**/" stands for any folders (also none); "*", "?" and "[..]" stay within a name. Goes through the name once, however
/// many
/// "**/" there are.
bool glob_match(std::string_view pattern, const std::string& name);

}  // namespace affectus
