// Which files are recordings, by their names.
#pragma once

#include <filesystem>

namespace affectus {

/// True where the extension (any case) is one of a recording's or video's.
bool is_recording_name(const std::filesystem::path& path);

}  // namespace affectus
