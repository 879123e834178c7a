// A stream's buffer over a file descriptor that reports a failure at once.
#pragma once

#include <filesystem>
#include <streambuf>
#include <vector>

#include "storage/file_system.h"

namespace affectus {

/// Writes when it is flushed or holds more than 64 KiB. The write that fails throws Error(unwritable) that gives `output`
/// and the system's reason. The caller owns the descriptor.
class OutputBuffer : public std::streambuf {
 public:
  OutputBuffer(int descriptor, std::filesystem::path output, FileSystem& system);

 protected:
  int_type overflow(int_type character) override;
  int sync() override;
  pos_type seekoff(off_type offset, std::ios_base::seekdir from, std::ios_base::openmode which) override;
  pos_type seekpos(pos_type place, std::ios_base::openmode which) override;

 private:
  void write();

  int descriptor_;
  std::filesystem::path output_;
  FileSystem& system_;
  std::vector<char> bytes_;
  off_type place_ = 0;  // of the first byte in the buffer
};

}  // namespace affectus
