// A file descriptor with an owner, and what is written to one.
#pragma once

#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

#include "base/project.h"

namespace affectus {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileDescriptor() {
    if (number_ >= 0) ::close(number_);
  }

  int get() const { return number_; }

 private:
  int number_ = -1;  // none
};

/// All of `bytes`; false where the system refuses, and errno says why.
AFFECTUS_PROJECT bool write_all(int descriptor, std::string_view bytes);

/// The system's words for an errno.
AFFECTUS_PROJECT std::string system_reason(int error);

}  // namespace affectus
