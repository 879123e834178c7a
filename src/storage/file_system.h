// The system calls of writing, behind an interface by which a test can make each of them fail.
#pragma once

#include <sys/statvfs.h>
#include <sys/types.h>

#include <atomic>
#include <cstddef>

#include "base/project.h"

namespace affectus {

/// The calls return what the system's calls do: -1 is a failure, and errno has the reason. May be used from several threads
/// at once.
class AFFECTUS_PROJECT FileSystem {
 public:
  /// The system's own.
  static FileSystem& system();
  virtual ~FileSystem() = default;

  virtual int open(const char* path, int flags, mode_t mode);
  virtual int dup(int descriptor);
  virtual ssize_t write(int descriptor, const void* bytes, std::size_t size);
  virtual ssize_t pread(int descriptor, void* bytes, std::size_t size, off_t offset);
  virtual off_t lseek(int descriptor, off_t offset, int from);
  virtual int fchown(int descriptor, uid_t owner, gid_t group);
  virtual int fchmod(int descriptor, mode_t mode);
  virtual int fallocate(int descriptor, off_t size);  // from the beginning on
  virtual int ftruncate(int descriptor, off_t size);
  virtual int fsync(int descriptor);
  virtual int close(int descriptor);
  virtual int rename(const char* from, const char* to);
  virtual int unlink(const char* path);
  virtual int symlink(const char* target, const char* path);
  virtual int mkdir(const char* path, mode_t mode);
  virtual int statvfs(const char* path, struct statvfs* disk);

  /// Of a program that has one Ctrl-C: waits for a pipe's reader end by Error(cancelled) once `stop` is set. It must stay.
  void stop_waits_by(const std::atomic<bool>& stop) { stop_ = &stop; }
  bool is_stopped() const;

 private:
  std::atomic<const std::atomic<bool>*> stop_ = nullptr;
};

}  // namespace affectus
