// Files as a whole: written, linked, read.
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <string>

#include "base/project.h"
#include "storage/folders.h"
#include "storage/output_file.h"

namespace affectus {

/// Calls `write` with the stream of an OutputFile and commits it: whatever fails, a file that was there is as it was. Throws
/// Error(unwritable) that names `file` and the system's reason (a full disk among them), or what `write` throws.
AFFECTUS_PROJECT void write_file_atomically(const std::filesystem::path& file,
                                            const std::function<void(std::ostream&)>& write,
                                            FileSystem& system = FileSystem::system());

/// Syncs what was written to `descriptor`, whose name is `part`, and calls it `file` from now on, also after a crash. Throws
/// Error(unwritable) with the system's reason.
AFFECTUS_PROJECT void publish_file(int descriptor, const std::filesystem::path& part, const std::filesystem::path& file,
                                   FileSystem& system = FileSystem::system());

/// Makes `link` a symbolic link to `target`, in place of what is there. Throws Error(unwritable) with the system's reason.
AFFECTUS_PROJECT void link_atomically(const std::filesystem::path& target, const std::filesystem::path& link,
                                      FileSystem& system = FileSystem::system());

/// A whole file in memory. Throws Error(not_found, unreadable); more than `limit` bytes are refused as invalid_format.
AFFECTUS_PROJECT std::string read_file(const std::filesystem::path& file, std::size_t limit = std::size_t{1} << 30);

}  // namespace affectus
