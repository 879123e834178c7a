// The files below a folder, and those that the search left out.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace affectus {

/// Everything in a folder is either taken or counted, except hidden files and folders.
struct FolderSearch {
  std::vector<std::filesystem::path> files;  // accepted, sorted
  std::vector<std::string> errors;  // a line for each folder that could not be read and each link that leads nowhere
  std::map<std::string, std::size_t> other;  // how many files were not accepted, by extension (".txt"; "" for none)
  std::size_t linked_folders = 0;            // links to folders are not followed, because they may form cycles
  std::size_t special_files = 0;             // pipes, sockets, devices

  /// A message for the user about what was left out; "" for nothing.
  std::string passed_over() const;
};

/// Searches the folder and its sub-folders; if `enters` is given, only those sub-folders for which it returns true. What is
/// in the others does not count.
FolderSearch search_folder(const std::filesystem::path& folder,
                           const std::function<bool(const std::filesystem::path&)>& accepts,
                           const std::function<bool(const std::filesystem::path&)>& enters = {});

}  // namespace affectus
