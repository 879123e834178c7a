#include "audio/byte_source.h"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <utility>

#include "affectus/error.h"
#include "base/failure.h"
#include "storage/temporary_file.h"

namespace affectus {
namespace {

constexpr std::size_t io_buffer_size = std::size_t{64} * 1024;
constexpr std::size_t longest_beginning = std::size_t{16} * 1024 * 1024;  // FFmpeg probes up to 5 MB

bool is_mov_family(const std::string& beginning) {
  static constexpr std::array<std::string_view, 7> boxes = {"ftyp", "moov", "mdat", "wide", "free", "skip", "pnot"};
  return beginning.size() >= 8 &&
         std::find(boxes.begin(), boxes.end(), std::string_view(beginning).substr(4, 4)) != boxes.end();
}

void write_copy(const FileDescriptor& copy, std::string_view bytes, const std::string& name) {
  if (write_all(copy.get(), bytes)) return;
  throw Error(ErrorCode::unwritable, name + ": the temporary copy cannot be written: " + system_reason(errno));
}

}  // namespace

ByteSource::ByteSource(std::unique_ptr<ByteInput> input, std::string name)
    : name_(std::move(name)), input_(std::move(input)) {
  if (!input_->is_seekable()) {
    remember_ = true;
    std::array<std::uint8_t, 12> head{};
    int count = 1;
    while (beginning_.size() < head.size() && count > 0) count = read_some(head.data(), head.size() - beginning_.size());
    rethrow();
    if (count == AVERROR_EXIT) throw_cancelled();
    if (beginning_.empty() && count < 0)
      throw Error(ErrorCode::unreadable, name_ + ": cannot be read: " + ffmpeg::reason(count));
    if (beginning_.empty()) throw Error(ErrorCode::no_audio, name_ + ": is empty");
    replayed_ = 0;
    if (is_mov_family(beginning_)) spool();
  }
  if (!io_) open_io();
}

void ByteSource::open_io() {
  std::unique_ptr<void, decltype(&av_free)> buffer(ffmpeg::allocated(av_malloc(io_buffer_size)), &av_free);
  io_.reset(
      ffmpeg::allocated(avio_alloc_context(static_cast<std::uint8_t*>(buffer.get()), io_buffer_size, /*write_flag=*/0, this,
                                           &ByteSource::read, nullptr, is_seekable() ? &ByteSource::seek : nullptr)));
  static_cast<void>(buffer.release());  // io_ owns it
  io_->seekable = is_seekable() ? AVIO_SEEKABLE_NORMAL : 0;
}

int ByteSource::read_some(std::uint8_t* buffer, std::size_t size) {
  int count;
  try {
    count = input_->read(buffer, size);
  } catch (...) {
    failure_ = std::current_exception();
    return AVERROR_EXIT;
  }
  if (count < 0) {
    if (count != AVERROR_EXIT) error_ = count;
    return count;
  }
  place_ += static_cast<std::uint64_t>(count);
  if (remember_) {
    if (beginning_.size() + static_cast<std::size_t>(count) <= longest_beginning)
      beginning_.append(reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(count));
    else
      forgotten_ = true;
    replayed_ = beginning_.size();
  }
  return count;
}

std::string ByteSource::peek(std::uint64_t place, std::size_t count) {
  if (is_seekable()) return input_->bytes_at(place, count);
  if (place >= longest_beginning) return "";
  const std::size_t wanted = std::min(static_cast<std::size_t>(place) + count, longest_beginning);
  std::array<std::uint8_t, 4096> block{};
  while (beginning_.size() < wanted)
    if (read_some(block.data(), std::min(block.size(), longest_beginning - beginning_.size())) <= 0) break;
  replayed_ = 0;
  return place < beginning_.size() ? beginning_.substr(static_cast<std::size_t>(place), count) : "";
}

int ByteSource::read(void* self, std::uint8_t* buffer, int size) {
  auto& source = *static_cast<ByteSource*>(self);
  if (source.replayed_ < source.beginning_.size()) {
    const std::size_t count = std::min(static_cast<std::size_t>(size), source.beginning_.size() - source.replayed_);
    std::copy_n(source.beginning_.data() + source.replayed_, count, buffer);
    source.replayed_ += count;
    return static_cast<int>(count);
  }
  const int count = source.read_some(buffer, static_cast<std::size_t>(size));
  return count == 0 ? AVERROR_EOF : count;
}

std::int64_t ByteSource::seek(void* self, std::int64_t offset, int whence) {
  auto& source = *static_cast<ByteSource*>(self);
  const auto size = static_cast<std::int64_t>(source.size());
  if (whence & AVSEEK_SIZE) return size;
  std::int64_t place = offset;
  if ((whence & ~AVSEEK_FORCE) == SEEK_CUR) place += static_cast<std::int64_t>(source.place_);
  if ((whence & ~AVSEEK_FORCE) == SEEK_END) place += size;
  if (place < 0 || !source.input_->seek(static_cast<std::uint64_t>(place))) return AVERROR(EINVAL);
  source.place_ = static_cast<std::uint64_t>(place);
  return place;
}

bool ByteSource::spool() {
  if (is_seekable() || forgotten_) return false;
  remember_ = false;
  FileDescriptor copy = open_temporary_file(name_);
  write_copy(copy, beginning_, name_);
  std::string block(io_buffer_size, '\0');
  for (;;) {
    const int count = read_some(reinterpret_cast<std::uint8_t*>(block.data()), block.size());
    rethrow();
    if (count == AVERROR_EXIT) throw_cancelled();
    if (count < 0) throw Error(ErrorCode::unreadable, name_ + ": cannot be read: " + ffmpeg::reason(count));
    if (count == 0) break;
    write_copy(copy, std::string_view(block).substr(0, static_cast<std::size_t>(count)), name_);
  }
  input_ = file_input(std::move(copy));
  beginning_.clear();
  replayed_ = 0;
  place_ = 0;
  open_io();
  return true;
}

void ByteSource::forget_beginning() {
  remember_ = false;
  if (replayed_ < beginning_.size()) {
    beginning_.erase(0, replayed_);
  } else {
    beginning_.clear();
    beginning_.shrink_to_fit();
  }
  replayed_ = 0;
}

void ByteSource::rethrow() {
  if (const std::exception_ptr failure = std::exchange(failure_, nullptr)) std::rethrow_exception(failure);
}

}  // namespace affectus
