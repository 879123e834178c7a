// A file descriptor with an owner, and what is written to one.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/project.h"
#include "storage/file_system.h"

namespace affectus {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number, FileSystem& system = FileSystem::system()) : system_(&system), number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : system_(other.system_), number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(system_, other.system_);
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileDescriptor() { close(); }

  int get() const { return number_; }
  /// False where the system could not keep what was written, and errno says why. Of none, nothing.
  bool close() { return number_ < 0 || system_->close(std::exchange(number_, -1)) == 0; }

 private:
  FileSystem* system_ = &FileSystem::system();
  int number_ = -1;  // none
};

/// All of `bytes`; waits where a pipe is full. False where the system refuses, and errno says why.
AFFECTUS_PROJECT bool write_all(int descriptor, std::string_view bytes, FileSystem& system = FileSystem::system());

/// The system's words for an errno.
AFFECTUS_PROJECT std::string system_reason(int error);

}  // namespace affectus
