// Writes, links and reads whole files.
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

#include "base/project.h"
#include "storage/folders.h"
#include "storage/output_file.h"

namespace affectus {

/// Calls `write` with the stream of an OutputFile and commits it. On any failure, an existing file stays as it was. Throws
/// Error(unwritable) that gives `file` and the system's reason (such as a full disk), or the exception of `write`.
AFFECTUS_PROJECT void write_file_atomically(const std::filesystem::path& file,
                                            const std::function<void(std::ostream&)>& write,
                                            FileSystem& system = FileSystem::system());
/// The same of a text that is there.
AFFECTUS_PROJECT void write_file_atomically(const std::filesystem::path& file, std::string_view text);

/// Syncs the data of `descriptor`, whose name is `part`, and renames it to `file`, which survives a crash. Throws
/// Error(unwritable) with the system's reason.
AFFECTUS_PROJECT void publish_file(int descriptor, const std::filesystem::path& part, const std::filesystem::path& file,
                                   FileSystem& system = FileSystem::system());

/// Makes `link` a symbolic link to `target`, and replaces an existing file. Throws Error(unwritable) with the system's
/// reason.
AFFECTUS_PROJECT void link_atomically(const std::filesystem::path& target, const std::filesystem::path& link,
                                      FileSystem& system = FileSystem::system());

/// Reads a whole file into memory. Throws Error(not_found, unreadable), and Error(invalid_format) for more than `limit`
/// bytes.
AFFECTUS_PROJECT std::string read_file(const std::filesystem::path& file, std::size_t limit = std::size_t{1} << 30);

}  // namespace affectus
