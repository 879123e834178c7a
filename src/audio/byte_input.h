// The source of a recording's bytes: a file, a pipe, memory, or pushed bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "affectus/audio.h"
#include "storage/file_descriptor.h"

namespace affectus {

/// Not thread-safe.
class ByteInput {
 public:
  virtual ~ByteInput() = default;
  /// Reads up to `size` bytes, at least one. Returns 0 at the end, and one of FFmpeg's error codes (below 0) on failure. May
  /// wait.
  virtual int read(std::uint8_t* buffer, std::size_t size) = 0;
  /// Whether bytes can be read again.
  virtual bool is_seekable() const { return false; }
  /// For seekable inputs: sets the next byte to be read; the size; reads up to `count` bytes from `place` on, without
  /// moving.
  virtual bool seek(std::uint64_t) { return false; }
  virtual std::uint64_t size() const { return 0; }
  virtual std::string bytes_at(std::uint64_t /*place*/, std::size_t /*count*/) const { return {}; }
};

/// Callbacks of a reader that may wait, called from within FFmpeg.
struct InputHooks {
  /// Called a few times a second; true: give up.
  std::function<bool()> stopped;
  /// Called before it waits for bytes that have not arrived yet.
  std::function<void()> waiting;
};

/// A file or, by "-", standard input. Only regular files are seekable. Throws Error(not_found, unreadable, no_audio for an
/// empty file).
std::unique_ptr<ByteInput> open_file_input(const std::filesystem::path& path, InputHooks hooks);

/// A descriptor of a regular file, from its first byte on.
std::unique_ptr<ByteInput> file_input(FileDescriptor file);

/// Bytes that must outlive it.
std::unique_ptr<ByteInput> memory_input(std::span<const std::byte> bytes, std::function<bool()> stopped);

/// Opens a reader on any input, as AudioReader::open() does on a file; `name` is for messages.
struct InputReader {
  /// Throws Error(invalid_argument) for options out of range, as open() does.
  static void check(const RecordingOptions& options);
  static AudioReader open(std::unique_ptr<ByteInput> input, const std::string& name, const AudioOptions& options = {});
};

}  // namespace affectus
