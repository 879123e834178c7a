// A file descriptor with an owner, and functions that write to one.
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
  /// False if the system could not keep the written data; errno has the reason. Does nothing without a descriptor.
  bool close() { return number_ < 0 || system_->close(std::exchange(number_, -1)) == 0; }

 private:
  FileSystem* system_ = &FileSystem::system();
  int number_ = -1;  // none
};

/// Opens a device or a pipe for writing; waits for the reader of a pipe. Returns no descriptor if the system refuses; errno
/// has the reason. Throws Error(cancelled) if `system` is stopped meanwhile.
FileDescriptor open_stream(const char* path, FileSystem& system);

/// Writes all of `bytes`; waits while a pipe is full. False if the system refuses; errno has the reason. Throws
/// Error(cancelled) if `system` is stopped while it waits.
AFFECTUS_PROJECT bool write_all(int descriptor, std::string_view bytes, FileSystem& system = FileSystem::system());

/// The system's message for an errno.
AFFECTUS_PROJECT std::string system_reason(int error);

}  // namespace affectus
