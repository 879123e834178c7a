#include "audio/byte_input.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "affectus/error.h"
#include "audio/ffmpeg.h"

namespace affectus {
namespace {

constexpr int standard_input = 0;
constexpr int poll_ms = 100;

int read_descriptor(int descriptor, std::uint8_t* buffer, std::size_t size) {
  ssize_t count;
  do count = ::read(descriptor, buffer, size);
  while (count < 0 && errno == EINTR);
  return count < 0 ? AVERROR(errno) : static_cast<int>(count);
}

class RegularFile : public ByteInput {
 public:
  RegularFile(FileDescriptor file, std::function<bool()> stopped) : file_(std::move(file)), stopped_(std::move(stopped)) {
    ::lseek(file_.get(), 0, SEEK_SET);
  }

  int read(std::uint8_t* buffer, std::size_t size) override {
    if (stopped_ && stopped_()) return AVERROR_EXIT;
    return read_descriptor(file_.get(), buffer, size);
  }
  bool is_seekable() const override { return true; }
  bool seek(std::uint64_t place) override { return ::lseek(file_.get(), static_cast<off_t>(place), SEEK_SET) >= 0; }
  std::uint64_t size() const override {
    struct stat status {};
    return ::fstat(file_.get(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
  }
  std::string bytes_at(std::uint64_t place, std::size_t count) const override {
    std::string bytes(count, '\0');
    const ssize_t got = ::pread(file_.get(), bytes.data(), count, static_cast<off_t>(place));
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }

 private:
  FileDescriptor file_;
  std::function<bool()> stopped_;
};

// A pipe, a device, a terminal: bytes come when they come.
class Pipe : public ByteInput {
 public:
  Pipe(FileDescriptor own, InputHooks hooks) : own_(std::move(own)), hooks_(std::move(hooks)) {}

  int read(std::uint8_t* buffer, std::size_t size) override {
    const int descriptor = own_.get() >= 0 ? own_.get() : standard_input;
    bool told = false;
    for (;;) {
      if (hooks_.stopped && hooks_.stopped()) return AVERROR_EXIT;
      pollfd polled{descriptor, POLLIN, 0};
      const int ready = ::poll(&polled, 1, told || !hooks_.waiting ? poll_ms : 0);
      // What cannot be polled is read as it is.
      if (ready > 0 || (ready < 0 && errno != EINTR)) return read_descriptor(descriptor, buffer, size);
      if (!told && hooks_.waiting) hooks_.waiting();
      told = true;
    }
  }

 private:
  FileDescriptor own_;  // none: standard input
  InputHooks hooks_;
};

class Memory : public ByteInput {
 public:
  Memory(std::span<const std::byte> bytes, std::function<bool()> stopped) : bytes_(bytes), stopped_(std::move(stopped)) {}

  int read(std::uint8_t* buffer, std::size_t size) override {
    if (stopped_ && stopped_()) return AVERROR_EXIT;
    const std::size_t count = std::min(size, bytes_.size() - place_);
    std::copy_n(reinterpret_cast<const std::uint8_t*>(bytes_.data()) + place_, count, buffer);
    place_ += count;
    return static_cast<int>(count);
  }
  bool is_seekable() const override { return true; }
  bool seek(std::uint64_t place) override {
    place_ = std::min<std::uint64_t>(place, bytes_.size());
    return place <= bytes_.size();
  }
  std::uint64_t size() const override { return bytes_.size(); }
  std::string bytes_at(std::uint64_t place, std::size_t count) const override {
    const std::size_t first = static_cast<std::size_t>(std::min<std::uint64_t>(place, bytes_.size()));
    return {reinterpret_cast<const char*>(bytes_.data()) + first, std::min(count, bytes_.size() - first)};
  }

 private:
  std::span<const std::byte> bytes_;
  std::function<bool()> stopped_;
  std::size_t place_ = 0;
};

}  // namespace

std::unique_ptr<ByteInput> open_file_input(const std::filesystem::path& path, InputHooks hooks) {
  const std::string name = path == "-" ? "standard input" : path.string();
  FileDescriptor own;
  if (path != "-") {
    // A pipe that nobody writes to must not hold the program here: waiting is done where an interrupt is heard.
    own = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (own.get() < 0 && errno == ENOENT) throw Error(ErrorCode::not_found, name + ": no such file");
    if (own.get() < 0) throw Error(ErrorCode::unreadable, name + ": cannot be read: " + system_reason(errno));
  }
  struct stat status {};
  if (::fstat(own.get() >= 0 ? own.get() : standard_input, &status) != 0)
    throw Error(ErrorCode::unreadable, name + ": cannot be read: " + system_reason(errno));
  if (S_ISDIR(status.st_mode)) throw Error(ErrorCode::unreadable, name + ": cannot be read: is a folder");
  if (!S_ISREG(status.st_mode)) {
    if (own.get() >= 0) ::fcntl(own.get(), F_SETFL, O_RDONLY);
    return std::make_unique<Pipe>(std::move(own), std::move(hooks));
  }
  if (status.st_size == 0) throw Error(ErrorCode::no_audio, name + ": is empty");
  if (own.get() < 0) own = FileDescriptor(::dup(standard_input));
  return std::make_unique<RegularFile>(std::move(own), std::move(hooks.stopped));
}

std::unique_ptr<ByteInput> file_input(FileDescriptor file) {
  return std::make_unique<RegularFile>(std::move(file), std::function<bool()>());
}

std::unique_ptr<ByteInput> memory_input(std::span<const std::byte> bytes, std::function<bool()> stopped) {
  return std::make_unique<Memory>(bytes, std::move(stopped));
}

}  // namespace affectus
