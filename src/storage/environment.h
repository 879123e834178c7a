// Environment variables.
#pragma once

#include <filesystem>
#include <string>

#include "base/project.h"

namespace affectus {

/// "" for one that is not set.
AFFECTUS_PROJECT std::string environment(const char* name);

/// $HOME, else the folder that the system's list of users names, else /: never empty.
AFFECTUS_PROJECT std::filesystem::path home_folder();

}  // namespace affectus
