// Where a recording's bytes come from: a file, a pipe, memory, or whoever pushes them.
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
  /// Up to `size` bytes, at least one; 0 at the end; below 0 one of FFmpeg's error codes. May wait.
  virtual int read(std::uint8_t* buffer, std::size_t size) = 0;
  /// Whether bytes can be read again.
  virtual bool is_seekable() const { return false; }
  /// Of something seekable: the next byte that is read; its size; up to `count` bytes from `place` on, without moving.
  virtual bool seek(std::uint64_t) { return false; }
  virtual std::uint64_t size() const { return 0; }
  virtual std::string bytes_at(std::uint64_t /*place*/, std::size_t /*count*/) const { return {}; }
};

/// What a reader that may wait asks and tells, from within FFmpeg.
struct InputHooks {
  /// True: give up. Asked a few times a second.
  std::function<bool()> stopped;
  /// Called before it waits for bytes that have not come yet.
  std::function<void()> waiting;
};

/// A file or, by "-", standard input; what is not a regular file cannot be sought in. Throws Error(not_found, unreadable,
/// no_audio for an empty file).
std::unique_ptr<ByteInput> open_file_input(const std::filesystem::path& path, InputHooks hooks);

/// A descriptor of a regular file, from its first byte on.
std::unique_ptr<ByteInput> file_input(FileDescriptor file);

/// Bytes that must outlive it.
std::unique_ptr<ByteInput> memory_input(std::span<const std::byte> bytes, std::function<bool()> stopped);

/// Opens a reader of any of them, as AudioReader::open() does of a file; `name` is for messages.
struct InputReader {
  static AudioReader open(std::unique_ptr<ByteInput> input, const std::string& name, AudioOptions options = {});
};

}  // namespace affectus
