// Temporary files with and without names.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <utility>

#include "storage/file_descriptor.h"

namespace affectus {

/// Calls `make` with new names in `folder`, which are short whatever the output's own name is, until it succeeds or fails
/// for another reason than an existing file. `make` returns what the system's calls return. Returns the name, or nothing on
/// failure; errno has the reason.
std::filesystem::path make_under_new_name(const std::filesystem::path& folder,
                                          const std::function<int(const char* path)>& make);

/// A name in a folder whose file is removed at the end, unless it was renamed.
class TemporaryName {
 public:
  explicit TemporaryName(FileSystem& system, std::filesystem::path path = {}) : system_(system), path_(std::move(path)) {}
  TemporaryName(const TemporaryName&) = delete;
  TemporaryName& operator=(const TemporaryName&) = delete;
  ~TemporaryName() {
    if (!path_.empty()) system_.unlink(path_.c_str());
  }

  /// Empty: none.
  const std::filesystem::path& path() const { return path_; }
  void take(std::filesystem::path path) { path_ = std::move(path); }
  /// Renames the file to `file`, and replaces an existing one. False on failure; errno has the reason, and nothing has
  /// changed.
  bool rename(const std::filesystem::path& file) {
    if (system_.rename(path_.c_str(), file.c_str()) != 0) return false;
    path_.clear();
    return true;
  }

 private:
  FileSystem& system_;
  std::filesystem::path path_;
};

/// Opens an unnamed file for reading and writing, in $TMPDIR or else /tmp; it is gone once it is closed. Throws
/// Error(unwritable) that names the folder and `user`, which needs the file, with the system's reason.
AFFECTUS_PROJECT FileDescriptor open_temporary_file(const std::string& user, FileSystem& system = FileSystem::system());

}  // namespace affectus
