#include "cli/folder_search.h"

#include <algorithm>
#include <system_error>

#include "text/counted.h"
#include "text/letter_case.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_extensions = 4;

class Search {
 public:
  using Choice = std::function<bool(const fs::path&)>;

  Search(FolderSearch& found, const Choice& accepts, const Choice& enters)
      : found_(found), accepts_(accepts), enters_(enters) {}

  // A folder that vanishes or breaks off is an error of its own; the rest is searched.
  void run(const fs::path& start) {
    folders_ = {start};
    while (!folders_.empty()) {
      const fs::path folder = std::move(folders_.back());
      folders_.pop_back();
      std::error_code error;
      fs::directory_iterator entry(folder, error);
      for (; !error && entry != fs::directory_iterator(); entry.increment(error)) take(*entry);
      if (error) found_.errors.push_back(folder.string() + ": this folder cannot be read: " + error.message());
    }
    std::ranges::sort(found_.files);
    std::ranges::sort(found_.errors);
  }

 private:
  void take(const fs::directory_entry& entry) {
    if (entry.path().filename().string().starts_with('.')) return;
    std::error_code error;
    const bool is_link = entry.is_symlink(error);
    const fs::file_status status = entry.status(error);
    if (fs::is_directory(status)) {
      if (enters_ && !enters_(entry.path())) return;
      if (is_link)
        ++found_.linked_folders;
      else
        folders_.push_back(entry.path());
    } else if (fs::is_regular_file(status)) {
      if (accepts_(entry.path()))
        found_.files.push_back(entry.path());
      else
        ++found_.other[lower_case(entry.path().extension().string())];
    } else if (accepts_(entry.path()) && is_link) {
      found_.errors.push_back(entry.path().string() + ": this link leads nowhere");
    } else if (accepts_(entry.path()) && error) {
      found_.errors.push_back(entry.path().string() + ": " + error.message());
    } else {
      ++found_.special_files;
    }
  }

  FolderSearch& found_;
  const Choice& accepts_;
  const Choice& enters_;
  std::vector<fs::path> folders_;  // to be searched
};

}  // namespace

std::string FolderSearch::passed_over() const {
  std::string line;
  const auto add = [&](const std::string& item) { line += (line.empty() ? "" : ", ") + item; };
  std::size_t count = 0;
  std::vector<std::pair<std::size_t, std::string>> kinds;
  for (const auto& [extension, files_of_it] : other) {
    count += files_of_it;
    kinds.emplace_back(files_of_it, extension.empty() ? "no extension" : extension);
  }
  std::ranges::stable_sort(kinds, std::greater<>(), &std::pair<std::size_t, std::string>::first);
  if (count > 0) {
    std::string names;
    for (std::size_t i = 0; i < std::min(kinds.size(), most_extensions); ++i) names += (i > 0 ? ", " : "") + kinds[i].second;
    add(counted(count, "file whose name is not a recording's", "files whose names are not recordings'") + " (" + names +
        (kinds.size() > most_extensions ? ", ..." : "") + ")");
  }
  if (linked_folders > 0) add(counted(linked_folders, "link to a folder", "links to folders"));
  if (special_files > 0)
    add(counted(special_files, "pipe, socket, device or broken link", "pipes, sockets, devices or broken links"));
  return line;
}

FolderSearch search_folder(const fs::path& folder, const std::function<bool(const fs::path&)>& accepts,
                           const std::function<bool(const fs::path&)>& enters) {
  FolderSearch found;
  Search(found, accepts, enters).run(folder);
  return found;
}

}  // namespace affectus
