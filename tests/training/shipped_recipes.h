// The recipes that are in the repository.
#pragma once

#include <algorithm>
#include <filesystem>
#include <vector>

namespace affectus::testing {

/// All of recipes/ and its folders, in the order of their names, but for recipes/reproduce: those are parts that `affectus
/// reproduce` puts together.
inline std::vector<std::filesystem::path> shipped_recipes() {
  std::vector<std::filesystem::path> found;
  const std::filesystem::path folder = std::filesystem::path(AFFECTUS_SOURCE_DIR) / "recipes";
  for (auto entry = std::filesystem::recursive_directory_iterator(folder);
       entry != std::filesystem::recursive_directory_iterator(); ++entry) {
    if (entry->path() == folder / "reproduce") entry.disable_recursion_pending();
    if (entry->path().extension() == ".toml") found.push_back(entry->path());
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace affectus::testing
