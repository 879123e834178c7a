// A file system of which one call fails: the real one otherwise.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstddef>
#include <string>

#include "storage/file_system.h"

namespace affectus::testing {

class FailingFileSystem : public FileSystem {
 public:
  /// Call number `failing`, counted from 0, fails with `error` and does nothing; with `for_good`, so do all after it.
  FailingFileSystem(std::size_t failing, int error, bool for_good = false)
      : failing_(failing), error_(error), for_good_(for_good) {}
  /// Every call of that name fails with `error`.
  FailingFileSystem(std::string name, int error) : name_(std::move(name)), error_(error), for_good_(true) {}

  /// The first that failed, as "fsync"; of a folder, "fsync of the folder". Empty: none.
  const std::string& failed_call() const { return failed_call_; }

  int open(const char* path, int flags, mode_t mode) override {
    return fails((flags & O_DIRECTORY) != 0 ? "open of the folder" : "open") ? -1 : FileSystem::open(path, flags, mode);
  }
  int dup(int descriptor) override { return fails("dup") ? -1 : FileSystem::dup(descriptor); }
  /// Half of the bytes are written before: a full disk.
  ssize_t write(int descriptor, const void* bytes, std::size_t size) override {
    if (!fails("write")) return FileSystem::write(descriptor, bytes, size);
    FileSystem::write(descriptor, bytes, size / 2);
    errno = error_;
    return -1;
  }
  ssize_t pread(int descriptor, void* bytes, std::size_t size, off_t offset) override {
    return fails("pread") ? -1 : FileSystem::pread(descriptor, bytes, size, offset);
  }
  off_t lseek(int descriptor, off_t offset, int from) override {
    return fails("lseek") ? -1 : FileSystem::lseek(descriptor, offset, from);
  }
  int fchown(int descriptor, uid_t owner, gid_t group) override {
    return fails("fchown") ? -1 : FileSystem::fchown(descriptor, owner, group);
  }
  int fchmod(int descriptor, mode_t mode) override { return fails("fchmod") ? -1 : FileSystem::fchmod(descriptor, mode); }
  int fallocate(int descriptor, off_t size) override {
    return fails("fallocate") ? -1 : FileSystem::fallocate(descriptor, size);
  }
  int ftruncate(int descriptor, off_t size) override {
    return fails("ftruncate") ? -1 : FileSystem::ftruncate(descriptor, size);
  }
  int fsync(int descriptor) override {
    return fails(is_folder(descriptor) ? "fsync of the folder" : "fsync") ? -1 : FileSystem::fsync(descriptor);
  }
  /// The descriptor is closed all the same, as the system does it.
  int close(int descriptor) override {
    const bool failing = fails(is_folder(descriptor) ? "close of the folder" : "close");
    const int result = FileSystem::close(descriptor);
    if (!failing) return result;
    errno = error_;
    return -1;
  }
  int rename(const char* from, const char* to) override { return fails("rename") ? -1 : FileSystem::rename(from, to); }
  int unlink(const char* path) override { return fails("unlink") ? -1 : FileSystem::unlink(path); }
  int symlink(const char* target, const char* path) override {
    return fails("symlink") ? -1 : FileSystem::symlink(target, path);
  }
  int mkdir(const char* path, mode_t mode) override { return fails("mkdir") ? -1 : FileSystem::mkdir(path, mode); }

 private:
  static bool is_folder(int descriptor) {
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);
  }
  bool fails(const std::string& call) {
    const std::size_t number = count_++;
    const bool failing = !name_.empty() ? call == name_ : for_good_ ? number >= failing_ : number == failing_;
    if (!failing) return false;
    if (failed_call_.empty()) failed_call_ = call;
    errno = error_;
    return true;
  }

  std::string name_;  // empty: by number
  std::size_t failing_ = 0;
  int error_;
  bool for_good_;
  std::size_t count_ = 0;
  std::string failed_call_;
};

}  // namespace affectus::testing
