// Finds the members of a zip archive (PKWARE's APPNOTE.TXT; also zip64) that stores them uncompressed.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>

namespace affectus {

/// Maps names to contents, which are views of `archive`. Throws Error(invalid_format) that names `file` and the member for a
/// directory that does not fit the archive, Error(unsupported) for compressed or encrypted members.
std::map<std::string, std::span<const std::byte>> read_zip_directory(std::span<const std::byte> archive,
                                                                     const std::string& file);

}  // namespace affectus
