// Finds files of a corpus's folder in any spelling of its releases.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace affectus {

/// Recordings (by extension) in `folder` and below, sorted by file name. Throws Error(not_found) if there is no such folder,
/// or no recording in it.
std::vector<std::filesystem::path> find_recordings(const std::filesystem::path& folder);

/// The first of `names` (any case) in `folder`; a name may have parts, "Labels/Labels".
std::optional<std::filesystem::path> find_entry(const std::filesystem::path& folder, const std::vector<std::string>& names);

}  // namespace affectus
