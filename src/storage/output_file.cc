#include "storage/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <locale>
#include <string>
#include <utility>

#include "affectus/error.h"
#include "storage/folders.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

// The folder does not let files be made or replaced; the file itself may be writable.
bool forbids_to_replace(int error) { return error == EACCES || error == EPERM || error == EROFS || error == EBUSY; }

// Of a file system that has no such thing.
bool is_not_supported(int error) { return error == ENOTSUP || error == EOPNOTSUPP || error == ENOSYS || error == EINVAL; }

}  // namespace

OutputFile::OutputFile(OutputPlace place, fs::path file, Access access, FileSystem& system)
    : file_(std::move(file)),
      system_(system),
      place_(std::move(place)),
      temporary_(system_),
      to_(is_stream() && access == Access::anywhere ? open_stream() : FileDescriptor()),
      descriptor_(to_.get() >= 0 ? open_temporary_file(file_.string(), system_)
                  : is_stream()  ? open_stream()
                                 : open_beside()),
      buffer_(descriptor_.get(), file_, system_),
      stream_(&buffer_) {
  stream_.imbue(std::locale::classic());  // files are the same whatever the program's locale is
  stream_.exceptions(std::ios::badbit);   // the buffer's own error goes on to the writer
}

OutputFile::OutputFile(fs::path file, Access access, FileSystem& system)
    : OutputFile(find_output_place(file), file, access, system) {}

OutputFile::OutputFile(int descriptor, std::string name)
    : OutputFile({.kind = OutputPlace::Kind::descriptor, .path = {}, .descriptor = descriptor}, std::move(name),
                 Access::in_order, FileSystem::system()) {}

FileDescriptor OutputFile::open_stream() {
  FileDescriptor descriptor = place_.kind == OutputPlace::Kind::descriptor
                                  ? FileDescriptor(system_.dup(place_.descriptor), system_)
                                  : affectus::open_stream(place_.path.c_str(), system_);
  if (descriptor.get() < 0) throw_unwritable(file_, errno);
  return descriptor;
}

FileDescriptor OutputFile::open_beside() {
  // Nobody else reads what will be a private file.
  const mode_t mode = place_.file ? 0600 : 0666;
  int number = -1;
  temporary_.take(make_under_new_name(folder_of(place_.path), [&](const char* name) {
    return number = system_.open(name, O_RDWR | O_CREAT | O_EXCL, mode);
  }));
  const int error = errno;
  if (number < 0 && place_.file && forbids_to_replace(error)) return open_temporary_file(file_.string(), system_);
  if (number < 0) throw_unmakeable(file_, place_, error);
  FileDescriptor descriptor(number, system_);
  if (place_.file) keep_owner_and_mode(number);
  return descriptor;
}

void OutputFile::keep_owner_and_mode(int descriptor) const {
  const struct stat& old = *place_.file;
  const auto give = [&](uid_t owner, gid_t group) {
    if (system_.fchown(descriptor, owner, group) == 0) return true;
    if (errno != EPERM && !is_not_supported(errno)) throw_unwritable(file_, errno);
    return false;
  };
  mode_t mode = old.st_mode & 0777U;
  constexpr auto as_it_is = static_cast<uid_t>(-1);
  // Another group than the file had may do what everybody may.
  if (!give(old.st_uid, old.st_gid) && !give(as_it_is, old.st_gid)) mode = (mode & 0707U) | ((mode & 07U) << 3U);
  if (system_.fchmod(descriptor, mode) != 0 && errno != EPERM && !is_not_supported(errno)) throw_unwritable(file_, errno);
}

MappedFile OutputFile::read_back() {
  stream_.flush();
  const fs::path by_number = "/proc/self/fd/" + std::to_string(descriptor_.get());
  return MappedFile(temporary_.path().empty() ? by_number : temporary_.path());
}

void OutputFile::commit() {
  stream_.flush();
  if (!stream_) throw_unwritable(file_, EIO);
  if (is_stream()) return commit_stream();
  if (temporary_.path().empty()) return copy_in_place();
  if (system_.fsync(descriptor_.get()) != 0) throw_unwritable(file_, errno);
  if (!descriptor_.close()) throw_unwritable(file_, errno);
  if (!temporary_.rename(place_.path)) {
    const int error = errno;
    if (!place_.file || !forbids_to_replace(error)) throw_unwritable(file_, error);
    descriptor_ = FileDescriptor(system_.open(temporary_.path().c_str(), O_RDONLY, 0), system_);
    if (descriptor_.get() < 0) throw_unwritable(file_, errno);
    return copy_in_place();
  }
  if (!sync_folder(folder_of(place_.path), system_))
    throw Error(ErrorCode::unwritable,
                file_.string() + ": is written, but its folder cannot be synced: " + system_reason(errno));
}

void OutputFile::commit_stream() {
  if (to_.get() >= 0) {
    const off_t size = system_.lseek(descriptor_.get(), 0, SEEK_END);
    if (size < 0) throw_unwritable(file_, errno);
    copy_all(descriptor_.get(), to_.get(), size);
  }
  if (!descriptor_.close() || !to_.close()) throw_unwritable(file_, errno);
}

void OutputFile::copy_in_place() {
  FileDescriptor to(system_.open(place_.path.c_str(), O_WRONLY, 0), system_);
  if (to.get() < 0) throw_unwritable(file_, errno);
  const off_t size = system_.lseek(descriptor_.get(), 0, SEEK_END);
  if (size < 0) throw_unwritable(file_, errno);
  if (size > 0 && system_.fallocate(to.get(), size) != 0 && !is_not_supported(errno)) {
    const int error = errno;
    system_.ftruncate(to.get(), place_.file->st_size);
    throw_unwritable(file_, error);
  }
  try {
    copy_all(descriptor_.get(), to.get(), size);
    if (system_.ftruncate(to.get(), size) != 0 || system_.fsync(to.get()) != 0 || !to.close())
      throw_unwritable(file_, errno);
  } catch (const Error& error) {
    throw Error(error.code(), std::string(error.what()) + "; it may hold the new and the old in parts");
  }
}

void OutputFile::copy_all(int from, int to, off_t size) const {
  std::array<char, std::size_t{64} * 1024> block;
  for (off_t done = 0; done < size;) {
    const ssize_t count = system_.pread(from, block.data(), block.size(), done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw_unwritable(file_, count == 0 ? EIO : errno);
    if (!write_all(to, {block.data(), static_cast<std::size_t>(count)}, system_)) throw_unwritable(file_, errno);
    done += count;
  }
}

}  // namespace affectus
