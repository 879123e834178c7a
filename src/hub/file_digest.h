// Hashes by which the hub names the contents of files.
#pragma once

#include <filesystem>
#include <string>

namespace affectus {

/// SHA-256 of the content, for files in large file storage (64 hexadecimal digits). Throws Error(unreadable).
std::string sha256_of_file(const std::filesystem::path& file);
/// Git's name of the content as a blob, for all others (40 hexadecimal digits).
std::string git_blob_of_file(const std::filesystem::path& file);

}  // namespace affectus
