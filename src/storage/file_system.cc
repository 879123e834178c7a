#include "storage/file_system.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

namespace affectus {

FileSystem& FileSystem::system() {
  static FileSystem own;
  return own;
}

int FileSystem::open(const char* path, int flags, mode_t mode) { return ::open(path, flags | O_CLOEXEC | O_NOCTTY, mode); }
int FileSystem::dup(int descriptor) { return ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0); }
ssize_t FileSystem::write(int descriptor, const void* bytes, std::size_t size) { return ::write(descriptor, bytes, size); }
ssize_t FileSystem::pread(int descriptor, void* bytes, std::size_t size, off_t offset) {
  return ::pread(descriptor, bytes, size, offset);
}
off_t FileSystem::lseek(int descriptor, off_t offset, int from) { return ::lseek(descriptor, offset, from); }
int FileSystem::fchown(int descriptor, uid_t owner, gid_t group) { return ::fchown(descriptor, owner, group); }
int FileSystem::fchmod(int descriptor, mode_t mode) { return ::fchmod(descriptor, mode); }
int FileSystem::fallocate(int descriptor, off_t size) { return ::fallocate(descriptor, 0, 0, size); }
int FileSystem::ftruncate(int descriptor, off_t size) { return ::ftruncate(descriptor, size); }
int FileSystem::fsync(int descriptor) { return ::fsync(descriptor); }
int FileSystem::close(int descriptor) { return ::close(descriptor); }
int FileSystem::rename(const char* from, const char* to) { return ::rename(from, to); }
int FileSystem::unlink(const char* path) { return ::unlink(path); }
int FileSystem::symlink(const char* target, const char* path) { return ::symlink(target, path); }
int FileSystem::mkdir(const char* path, mode_t mode) { return ::mkdir(path, mode); }
int FileSystem::statvfs(const char* path, struct statvfs* disk) { return ::statvfs(path, disk); }

bool FileSystem::is_stopped() const {
  const std::atomic<bool>* stop = stop_;
  return stop != nullptr && *stop;
}

}  // namespace affectus
