// Hashes by which the hub names the contents of files.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace affectus {

/// SHA-256 of the content, for files in large file storage (64 hexadecimal digits). `every_block` (may be empty) is called
/// for each megabyte; its exceptions are passed on. Throws Error(unreadable).
std::string sha256_of_file(const std::filesystem::path& file, const std::function<void()>& every_block = {});
/// Git's hash of the content as a blob, for all other files (40 hexadecimal digits).
std::string git_blob_of_file(const std::filesystem::path& file, const std::function<void()>& every_block = {});

}  // namespace affectus
