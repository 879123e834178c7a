#include "cli/companion_program.h"

#include <unistd.h>

#include <cerrno>

#include "affectus/error.h"
#include "storage/file_descriptor.h"

namespace affectus {
namespace {

std::filesystem::path find_companion(const std::filesystem::path& executable, const std::string& name) {
  const std::filesystem::path folder = executable.parent_path();
  const std::vector<std::filesystem::path> places = {folder / name, folder / "../libexec/affectus" / name};
  for (const auto& place : places)
    if (::access(place.c_str(), X_OK) == 0) return place;
  throw Error(ErrorCode::not_found,
              places.front().string() + ": is not built (make build builds it; Debian: package affectus-trainer)");
}

}  // namespace

void run_companion(const std::filesystem::path& executable, const std::string& name, const std::string& shown,
                   const std::vector<std::string>& arguments) {
  const std::string program = find_companion(executable, name).string();
  std::vector<std::string> words = {shown};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  ::execv(program.c_str(), pointers.data());
  throw Error(ErrorCode::unsupported, program + ": cannot be run: " + system_reason(errno));
}

}  // namespace affectus
