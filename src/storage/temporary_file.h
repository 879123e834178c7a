// Temporary files, with a name beside others and without one.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <utility>

#include "storage/file_descriptor.h"

namespace affectus {

/// Calls `make` with names in `folder` that no file has, each short whatever the output's own is, until it succeeds or fails
/// for another reason than such a file being there. `make` answers as the system's calls do. Returns the name that was
/// taken, or nothing, and errno says why.
std::filesystem::path make_under_new_name(const std::filesystem::path& folder,
                                          const std::function<int(const char* path)>& make);

/// A name in a folder that is taken away at the end, unless it was given up before.
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
  /// Gives it the name `file`; what had it is gone. False where that failed, and errno says why: then it still is what it
  /// was.
  bool rename(const std::filesystem::path& file) {
    if (system_.rename(path_.c_str(), file.c_str()) != 0) return false;
    path_.clear();
    return true;
  }

 private:
  FileSystem& system_;
  std::filesystem::path path_;
};

/// To be read and written, without a name, in $TMPDIR or else /tmp: gone once it is closed. Throws Error(unwritable) that
/// names the folder and `user`, who needs it, with the system's reason.
AFFECTUS_PROJECT FileDescriptor open_temporary_file(const std::string& user, FileSystem& system = FileSystem::system());

}  // namespace affectus
