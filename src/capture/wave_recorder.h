// Records a signal to a WAV file that is readable at any time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "storage/file_descriptor.h"

namespace affectus {

/// Mono, 16 bits. The header says what is there up to a second before: a program that is killed leaves a recording that
/// lacks no more than that. Beyond 4 GiB it becomes that of RF64 (EBU Tech 3306). An existing file is written over at once.
/// Errors are Error(unwritable), which names the file; what was recorded before stays. Not thread-safe.
class WaveRecorder {
 public:
  /// `header_limit` is the size from which on the header is that of RF64; for tests.
  WaveRecorder(std::filesystem::path file, int rate_hz, FileSystem& system = FileSystem::system(),
               std::uint64_t header_limit = 0xFFFFFFFF);
  WaveRecorder(const WaveRecorder&) = delete;
  WaveRecorder& operator=(const WaveRecorder&) = delete;
  ~WaveRecorder();

  /// Full scale is 1; what lies beyond is clipped.
  void write(std::span<const float> samples);
  void write_silence(std::size_t samples);
  /// Completes the file. Nothing may be written afterwards.
  void finish();

 private:
  void append(const std::string& bytes);
  void write_header();
  void check(bool done) const;

  std::filesystem::path path_;
  FileSystem& system_;
  int rate_hz_;
  std::uint64_t header_limit_;
  FileDescriptor file_;
  std::uint64_t data_bytes_ = 0;
  std::uint64_t header_bytes_ = 0;  // of the data, which the header tells
};

}  // namespace affectus
