// Environment variables.
#pragma once

#include <string>

#include "base/project.h"

namespace affectus {

/// "" for one that is not set.
AFFECTUS_PROJECT std::string environment(const char* name);

}  // namespace affectus
