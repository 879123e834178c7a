// A recording's bytes as FFmpeg asks for them, by callbacks, so that FFmpeg itself opens nothing by name: a file called
// "http:x.wav" is a file, and a playlist cannot pull in others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>

#include "audio/byte_input.h"
#include "audio/ffmpeg.h"

namespace affectus {

class ByteSource {
 public:
  /// `name` is for messages. A format of the MOV family (whose index may come last) that cannot be sought in is copied to a
  /// temporary file without a name first. Throws Error(no_audio) where there is not one byte, Error(unreadable) where that
  /// is because none could be read, and what the input's hooks throw.
  ByteSource(std::unique_ptr<ByteInput> input, std::string name);
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  bool is_seekable() const { return input_->is_seekable(); }
  /// Of something seekable: its size.
  std::uint64_t size() const { return input_->size(); }
  /// Up to `count` of its first bytes; of what cannot be sought in, until forget_beginning().
  std::string head(std::size_t count) const {
    return is_seekable() ? input_->bytes_at(0, count) : beginning_.substr(0, count);
  }
  /// Why bytes could not be read, an error code of FFmpeg's; 0: they could.
  int error() const { return error_; }
  AVIOContext* io() const { return io_.get(); }
  /// After a failed attempt to open something as it comes: copies what was read so far and the rest to a temporary file and
  /// starts again there. False where that is not possible (seekable already, or too much was read).
  bool spool();
  /// Opening has succeeded: what was read need not be remembered any longer.
  void forget_beginning();
  /// Throws what the input threw within FFmpeg, which knows no exceptions and was told to give up.
  void rethrow();

 private:
  static int read(void* self, std::uint8_t* buffer, int size);
  static std::int64_t seek(void* self, std::int64_t offset, int whence);
  int read_some(std::uint8_t* buffer, std::size_t size);
  void open_io();

  std::string name_;
  std::unique_ptr<ByteInput> input_;
  bool remember_ = false;     // while it is being opened, of what cannot be sought in
  bool forgotten_ = false;    // more was read than is remembered
  std::string beginning_;     // what was read already
  std::size_t replayed_ = 0;  // bytes of it that FFmpeg has got (again)
  std::uint64_t place_ = 0;   // of the next byte, where it can be sought in
  std::exception_ptr failure_;
  int error_ = 0;
  ffmpeg::Io io_;
};

}  // namespace affectus
