// Wrong command lines.
#pragma once

#include <string>

namespace affectus {

/// Says what was wrong with the command line and where its options are described: `help` is a command. Returns the exit
/// code, 2.
int usage_error(const std::string& program, const std::string& message, const std::string& help);

}  // namespace affectus
