// Gives a recording's bytes to FFmpeg by callbacks, so that FFmpeg itself opens nothing by name: a file called "http:x.wav"
// is a file, and a playlist cannot open others.
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
  /// `name` is for messages. An input of the MOV family (whose index may come last) that is not seekable is first copied to
  /// an unnamed temporary file. Throws Error(no_audio) for an input without a byte, Error(unreadable) if no byte could be
  /// read, and the exceptions of the input's hooks.
  ByteSource(std::unique_ptr<ByteInput> input, std::string name);
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  bool is_seekable() const { return input_->is_seekable(); }
  /// For seekable inputs: the size.
  std::uint64_t size() const { return input_->size(); }
  /// Up to `count` of the first bytes; for an input that is not seekable, only until forget_beginning().
  std::string head(std::size_t count) const {
    return is_seekable() ? input_->bytes_at(0, count) : beginning_.substr(0, count);
  }
  /// Up to `count` bytes from `place` on before FFmpeg has read any; reads as many as it needs, up to a bound, of an input
  /// that is not seekable.
  std::string peek(std::uint64_t place, std::size_t count);
  /// After peek(): FFmpeg's first byte is this one. For an input that is not seekable.
  void begin_at(std::uint64_t place) { replayed_ = static_cast<std::size_t>(place); }
  /// FFmpeg's error code for bytes that could not be read; 0: no error.
  int error() const { return error_; }
  AVIOContext* io() const { return io_.get(); }
  /// After a failed attempt to open a pipe: copies the bytes read so far and the rest to a temporary file and starts again
  /// there. False if that is not possible (the input is seekable, or too much was read).
  bool spool();
  /// To be called after a successful opening: the bytes read so far need not be kept any longer.
  void forget_beginning();
  /// Rethrows an exception of the input. FFmpeg knows no exceptions, so it only got an error code.
  void rethrow();

 private:
  static int read(void* self, std::uint8_t* buffer, int size);
  static std::int64_t seek(void* self, std::int64_t offset, int whence);
  int read_some(std::uint8_t* buffer, std::size_t size);
  void open_io();

  std::string name_;
  std::unique_ptr<ByteInput> input_;
  bool remember_ = false;     // while an input that is not seekable is being opened
  bool forgotten_ = false;    // more was read than is remembered
  std::string beginning_;     // the bytes read so far
  std::size_t replayed_ = 0;  // bytes of it that FFmpeg has got (again)
  std::uint64_t place_ = 0;   // of the next byte, if the input is seekable
  std::exception_ptr failure_;
  int error_ = 0;
  ffmpeg::Io io_;
};

}  // namespace affectus
