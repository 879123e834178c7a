// A file that is there whole or not at all; a device or a pipe, which is written to.
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

/// What is written goes to a temporary file beside `file`, which commit() gives the name: until then `file` is as it was,
/// and without commit() nothing stays. A symbolic link stays, and what it leads to is replaced. A file that is there keeps
/// its mode, and its owner and group as far as the system lets them be given.
///
/// Where a file may be written but not replaced (a folder that may not be written, a file mounted on its own), what is
/// written goes to a temporary file elsewhere and commit() copies it: space is taken first, so that a full disk leaves the
/// old file.
///
/// A device, a pipe and a descriptor of this process (/dev/stdout, /dev/fd/63) are written to: as it comes, or where the
/// writer goes back in what it has written, at commit() from a temporary file.
///
/// All that fails is Error(unwritable), which names `file` and the system's reason. Not thread-safe.
class AFFECTUS_PROJECT OutputFile {
 public:
  enum class Access { in_order, anywhere };

  explicit OutputFile(std::filesystem::path file, Access access = Access::in_order,
                      FileSystem& system = FileSystem::system());
  /// What this process has open as `descriptor`, which stays open. `name` is for messages.
  OutputFile(int descriptor, std::string name);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Throws at the write that fails, so that nobody works on for nothing.
  std::ostream& stream() { return stream_; }
  /// Whether what is flushed is out at once.
  bool is_stream() const { return place_.kind != OutputPlace::Kind::file; }
  /// What was written so far, as the disk has it; not of a stream.
  MappedFile read_back();
  /// Syncs what was written, gives it its name and syncs the folder. If the last fails, the file is whole under its name,
  /// but may not outlive a crash; else the file is as it was.
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
  TemporaryName temporary_;  // none where it is elsewhere
  FileDescriptor to_;        // a stream that is written to at the end
  FileDescriptor descriptor_;
  OutputBuffer buffer_;
  std::ostream stream_;
};

}  // namespace affectus
