// Files that are there whole or not at all.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <ostream>
#include <string>

#include "base/project.h"

namespace affectus {

/// A file that is written under a temporary name beside it. Unless it is committed, nothing of it stays.
class AFFECTUS_PROJECT AtomicFile {
 public:
  /// Throws Error(unwritable) that names `file` and the system's reason.
  explicit AtomicFile(std::filesystem::path file);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  std::ostream& stream() { return stream_; }
  /// Syncs what was written and gives it its name. Throws Error(unwritable); the file is then as it was before.
  void commit();

 private:
  [[noreturn]] void fail(int error) const;

  std::filesystem::path file_;
  std::filesystem::path temporary_;  // empty: it has its name
  std::ofstream stream_;
};

/// Calls `write` with a stream to a temporary file beside `file`, syncs it and renames it to `file`. Whatever fails, `file`
/// is as it was and the temporary file is gone. Throws Error(unwritable) that names `file` and the system's reason (a full
/// disk among them), or what `write` throws.
AFFECTUS_PROJECT void write_file_atomically(const std::filesystem::path& file,
                                            const std::function<void(std::ostream&)>& write);

/// Makes a folder and those above it where they are not there. Throws Error(unwritable) with the system's reason.
AFFECTUS_PROJECT void make_folder(const std::filesystem::path& folder);

/// A whole file in memory. Throws Error(not_found, unreadable); more than `limit` bytes are refused as invalid_format.
AFFECTUS_PROJECT std::string read_file(const std::filesystem::path& file, std::size_t limit = std::size_t{1} << 30);

}  // namespace affectus
