// Where a recording's bytes come from: a file or standard input, handed to FFmpeg by callbacks, so that FFmpeg itself opens
// nothing by name: a file called "http:x.wav" is a file, and a playlist cannot pull in others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "audio/ffmpeg.h"
#include "base/file_descriptor.h"

namespace affectus {

class ByteSource {
 public:
  /// "-" is standard input. A pipe that holds a format of the MOV family (whose index may come last) is copied to a
  /// temporary file without a name first. Throws Error(not_found, unreadable, no_audio for an empty file).
  explicit ByteSource(const std::filesystem::path& path);
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  bool seekable() const { return seekable_; }
  /// Of something seekable: its size, and up to `count` bytes of its beginning; where it is read does not change.
  std::uint64_t size() const;
  std::string head(std::size_t count) const;
  AVIOContext* io() const { return io_.get(); }
  /// After a failed attempt to open a pipe as it comes: copies what was read so far and the rest to a temporary file and
  /// starts again there. False where that is not possible (already a file, or too much was read).
  bool spool();
  /// Opening has succeeded: what was read need not be remembered any longer.
  void forget_beginning();

 private:
  static int read(void* self, std::uint8_t* buffer, int size);
  static std::int64_t seek(void* self, std::int64_t offset, int whence);
  int read_some(std::uint8_t* buffer, std::size_t size);
  void open_io();

  int descriptor() const { return own_.get() >= 0 ? own_.get() : standard_input; }

  static constexpr int standard_input = 0;
  std::string name_;
  FileDescriptor own_;  // none: standard input
  bool seekable_ = false;
  bool remember_ = false;     // of a pipe, while it is being opened
  bool forgotten_ = false;    // more was read than is remembered
  std::string beginning_;     // of a pipe: what was read already
  std::size_t replayed_ = 0;  // bytes of it that FFmpeg has got (again)
  ffmpeg::Io io_;
};

}  // namespace affectus
