// Environment variables.
#pragma once

#include <string>

namespace affectus {

/// "" for one that is not set.
std::string environment(const char* name);

}  // namespace affectus
