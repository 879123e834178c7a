#include "audio/byte_source.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "affectus/error.h"

namespace affectus {
namespace {

constexpr std::size_t io_buffer_size = std::size_t{64} * 1024;
constexpr std::size_t longest_beginning = std::size_t{16} * 1024 * 1024;  // FFmpeg probes up to 5 MB

bool is_mov_family(const std::string& beginning) {
  static constexpr std::array<std::string_view, 7> boxes = {"ftyp", "moov", "mdat", "wide", "free", "skip", "pnot"};
  return beginning.size() >= 8 &&
         std::find(boxes.begin(), boxes.end(), std::string_view(beginning).substr(4, 4)) != boxes.end();
}

FileDescriptor temporary_file(const std::string& name) {
  const std::filesystem::path pattern = std::filesystem::temp_directory_path() / "affectus-XXXXXX";
  std::string path = pattern.string();
  FileDescriptor descriptor(::mkstemp(path.data()));
  if (descriptor.get() < 0)
    throw Error(ErrorCode::unwritable, name + ": no temporary file can be made at " + path + ": " + system_reason(errno));
  ::unlink(path.c_str());
  return descriptor;
}

void write_copy(const FileDescriptor& copy, std::string_view bytes, const std::string& name) {
  if (write_all(copy.get(), bytes)) return;
  throw Error(ErrorCode::unwritable, name + ": the temporary copy cannot be written: " + system_reason(errno));
}

}  // namespace

ByteSource::ByteSource(const std::filesystem::path& path) : name_(path == "-" ? "standard input" : path.string()) {
  if (path != "-") {
    own_ = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (own_.get() < 0 && errno == ENOENT) throw Error(ErrorCode::not_found, name_ + ": no such file");
    if (own_.get() < 0) throw Error(ErrorCode::unreadable, name_ + ": cannot be read: " + system_reason(errno));
  }
  struct stat status {};
  if (::fstat(descriptor(), &status) != 0)
    throw Error(ErrorCode::unreadable, name_ + ": cannot be read: " + system_reason(errno));
  if (S_ISDIR(status.st_mode)) throw Error(ErrorCode::unreadable, name_ + ": cannot be read: is a folder");
  seekable_ = S_ISREG(status.st_mode);
  if (seekable_ && status.st_size == 0) throw Error(ErrorCode::no_audio, name_ + ": is empty");
  if (!seekable_) {
    remember_ = true;
    std::array<std::uint8_t, 12> head{};
    while (beginning_.size() < head.size() && read_some(head.data(), head.size() - beginning_.size()) > 0) {
    }
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
                                           &ByteSource::read, nullptr, seekable_ ? &ByteSource::seek : nullptr)));
  static_cast<void>(buffer.release());  // io_ owns it
  io_->seekable = seekable_ ? AVIO_SEEKABLE_NORMAL : 0;
}

int ByteSource::read_some(std::uint8_t* buffer, std::size_t size) {
  ssize_t count;
  do count = ::read(descriptor(), buffer, size);
  while (count < 0 && errno == EINTR);
  if (count < 0) return AVERROR(errno);
  if (remember_) {
    if (beginning_.size() + static_cast<std::size_t>(count) <= longest_beginning)
      beginning_.append(reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(count));
    else
      forgotten_ = true;
    replayed_ = beginning_.size();
  }
  return static_cast<int>(count);
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
  const auto& source = *static_cast<ByteSource*>(self);
  if (whence & AVSEEK_SIZE) {
    struct stat status {};
    return ::fstat(source.descriptor(), &status) == 0 ? static_cast<std::int64_t>(status.st_size) : AVERROR(errno);
  }
  const off_t position = ::lseek(source.descriptor(), offset, whence & ~AVSEEK_FORCE);
  return position < 0 ? AVERROR(errno) : static_cast<std::int64_t>(position);
}

std::uint64_t ByteSource::size() const {
  struct stat status {};
  return ::fstat(descriptor(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

std::string ByteSource::head(std::size_t count) const {
  std::string bytes(count, '\0');
  const ssize_t read = ::pread(descriptor(), bytes.data(), count, 0);
  bytes.resize(read > 0 ? static_cast<std::size_t>(read) : 0);
  return bytes;
}

bool ByteSource::spool() {
  if (seekable_ || forgotten_) return false;
  remember_ = false;
  FileDescriptor copy = temporary_file(name_);
  write_copy(copy, beginning_, name_);
  std::string block(io_buffer_size, '\0');
  for (;;) {
    const int count = read_some(reinterpret_cast<std::uint8_t*>(block.data()), block.size());
    if (count < 0) throw Error(ErrorCode::unreadable, name_ + ": cannot be read: " + ffmpeg::reason(count));
    if (count == 0) break;
    write_copy(copy, std::string_view(block).substr(0, static_cast<std::size_t>(count)), name_);
  }
  own_ = std::move(copy);
  seekable_ = true;
  beginning_.clear();
  replayed_ = 0;
  ::lseek(descriptor(), 0, SEEK_SET);
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

}  // namespace affectus
