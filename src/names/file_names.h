// Compares file names that other systems may have written.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/project.h"

namespace affectus {

/// Converts a name to a form that is equal for names of the same file, as a whole or in parts: Windows separators become
/// slashes, and characters are composed (Unicode's NFC; macOS decomposes them). Bytes that are not UTF-8 stay unchanged.
AFFECTUS_PROJECT std::string comparable_name(std::string_view name);

/// The path by which `path` can be opened: `path` itself if it exists, else the first existing one (in the order of their
/// names) that compares as equal. Absent if there is none.
AFFECTUS_PROJECT std::optional<std::filesystem::path> existing_path(const std::filesystem::path& path);

}  // namespace affectus
