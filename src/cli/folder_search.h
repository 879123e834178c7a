// The files below a folder, and what a search did not take.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace affectus {

/// Nothing of a folder is lost without a word, but for hidden files and folders.
struct FolderSearch {
  std::vector<std::filesystem::path> files;  // accepted, sorted
  std::vector<std::string> errors;  // a line for each folder that could not be read and each link that leads nowhere
  std::map<std::string, std::size_t> other;  // how many files were not accepted, by extension (".txt"; "" for none)
  std::size_t linked_folders = 0;            // links to folders are not followed: they may lead in circles
  std::size_t special_files = 0;             // pipes, sockets, devices

  /// What was passed over, as a line for people; "" for nothing.
  std::string passed_over() const;
};

/// Searches through the folder.
FolderSearch search_folder(const std::filesystem::path& folder,
                           const std::function<bool(const std::filesystem::path&)>& accepts);

}  // namespace affectus
