// Files that are there whole or not at all.
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <string>

namespace affectus {

/// Calls `write` with a stream to a temporary file beside `file`, syncs it and renames it to `file`. Whatever fails, `file`
/// is as it was and the temporary file is gone. Throws Error(unwritable) that names `file` and the system's reason (a full
/// disk among them), or what `write` throws.
void write_file_atomically(const std::filesystem::path& file, const std::function<void(std::ostream&)>& write);

/// Makes a folder and those above it where they are not there. Throws Error(unwritable) with the system's reason.
void make_folder(const std::filesystem::path& folder);

/// A whole file in memory. Throws Error(not_found, unreadable); more than `limit` bytes are refused as invalid_format.
std::string read_file(const std::filesystem::path& file, std::size_t limit = std::size_t{1} << 30);

}  // namespace affectus
