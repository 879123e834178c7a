// Writes a file whole or not at all, or writes to a device or a pipe.
#pragma once

#include <filesystem>
#include <ostream>
#include <string>

#include "base/project.h"
#include "storage/file_descriptor.h"
#include "storage/mapped_file.h"
#include "storage/output_buffer.h"
#include "storage/output_place.h"
#include "storage/temporary_file.h"

namespace affectus {

/// The data goes to a temporary file beside `file`, and commit() renames it: until then `file` stays as it was, and without
/// commit() nothing is left. A symbolic link stays, and its target is replaced. A replaced file keeps its mode, and its
/// owner and group if the system allows it.
///
/// If a file may be written but not replaced (its folder is write-protected, or it is a mount point), the data goes to a
/// temporary file elsewhere, and commit() copies it. It reserves the space first, so that a full disk leaves the old file.
///
/// A device, a pipe and a descriptor of this process (/dev/stdout, /dev/fd/63) receive the data at once, or, if the writer
/// needs to seek, at commit() from a temporary file.
///
/// Every failure is Error(unwritable), which gives `file` and the system's reason. Not thread-safe.
class AFFECTUS_PROJECT OutputFile {
 public:
  enum class Access { in_order, anywhere };

  explicit OutputFile(std::filesystem::path file, Access access = Access::in_order,
                      FileSystem& system = FileSystem::system());
  /// Writes to this process's `descriptor`, which stays open. `name` is for messages.
  OutputFile(int descriptor, std::string name);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// The write that fails throws, so that no work follows in vain.
  std::ostream& stream() { return stream_; }
  /// Whether flushed data is written to its destination at once.
  bool is_stream() const { return place_.kind != OutputPlace::Kind::file; }
  /// The data written so far, read back from the disk; not for a stream.
  MappedFile read_back();
  /// Syncs the data, renames it and syncs the folder. If the last step fails, the new file is complete in its place, but may
  /// not survive a crash; if another step fails, the old file stays as it was.
  void commit();

 private:
  OutputFile(OutputPlace place, std::filesystem::path file, Access access, FileSystem& system);
  FileDescriptor open_stream();
  FileDescriptor open_beside();
  void keep_owner_and_mode(int descriptor) const;
  void commit_stream();
  void copy_in_place();
  void copy_all(int from, int to, off_t size) const;

  std::filesystem::path file_;
  FileSystem& system_;
  OutputPlace place_;
  TemporaryName temporary_;  // none if it is elsewhere
  FileDescriptor to_;        // a stream that is written to at the end
  FileDescriptor descriptor_;
  OutputBuffer buffer_;
  std::ostream stream_;
};

}  // namespace affectus
