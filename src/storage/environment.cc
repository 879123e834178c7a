#include "storage/environment.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

namespace affectus {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::filesystem::path home_folder() {
  if (std::string home = environment("HOME"); !home.empty()) return home;
  passwd entry{};
  passwd* found = nullptr;
  std::vector<char> names(16384);
  if (::getpwuid_r(::getuid(), &entry, names.data(), names.size(), &found) != 0 || found == nullptr || *entry.pw_dir == 0)
    return "/";
  return entry.pw_dir;
}

}  // namespace affectus
