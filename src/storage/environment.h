// Environment variables.
#pragma once

#include <filesystem>
#include <string>

#include "base/project.h"

namespace affectus {

/// "" for a variable that is not set.
AFFECTUS_PROJECT std::string environment(const char* name);

/// $HOME, else the user's home folder in the system's list of users, else /. Never empty.
AFFECTUS_PROJECT std::filesystem::path home_folder();

}  // namespace affectus
