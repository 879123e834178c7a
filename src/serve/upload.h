// The bytes of a recording that a client sends: in memory, or beyond a megabyte in an unnamed temporary file, of which
// nothing is left even where the process is killed.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "storage/file_descriptor.h"

namespace affectus {

/// How much all uploads may take together. Thread-safe.
class UploadRoom {
 public:
  explicit UploadRoom(std::size_t bytes) : left_(static_cast<std::ptrdiff_t>(bytes)) {}
  bool take(std::size_t bytes) {
    if (left_.fetch_sub(static_cast<std::ptrdiff_t>(bytes)) >= static_cast<std::ptrdiff_t>(bytes)) return true;
    give_back(bytes);
    return false;
  }
  void give_back(std::size_t bytes) { left_.fetch_add(static_cast<std::ptrdiff_t>(bytes)); }

 private:
  std::atomic<std::ptrdiff_t> left_;
};

/// For one thread at a time.
class Upload {
 public:
  /// `most`: bytes of this one. `room` must outlive it.
  Upload(std::size_t most, UploadRoom& room) : most_(most), room_(room) {}
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;
  ~Upload();

  /// Throws RequestError (too_large, too_many), and Error(unwritable) where the disk is full.
  void append(std::string_view bytes);
  std::size_t size() const { return size_; }
  /// All of it; nothing may be appended afterwards. Throws Error(unreadable).
  std::span<const std::byte> bytes();

 private:
  void spool();

  const std::size_t most_;
  UploadRoom& room_;
  std::size_t size_ = 0;
  std::vector<std::byte> memory_;
  FileDescriptor file_;
  void* mapped_ = nullptr;
};

}  // namespace affectus
