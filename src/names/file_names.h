// Names of files as other systems write them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/project.h"

namespace affectus {

/// What two names of the same file have in common, for a comparison of whole names or of their parts: separators are
/// slashes, as Windows's are not, and characters are composed (Unicode's NFC), as macOS's are not. Bytes that are no UTF-8
/// stay as they are.
AFFECTUS_PROJECT std::string comparable_name(std::string_view name);

/// The path by which `path` can be opened: itself where it is there, else the first (in the order of their names) that
/// compares as equal. Absent where there is none.
AFFECTUS_PROJECT std::optional<std::filesystem::path> existing_path(const std::filesystem::path& path);

}  // namespace affectus
