// Recognises recordings by their file names.
#pragma once

#include <filesystem>

namespace affectus {

/// True if the extension (any case) is that of a recording or video.
bool is_recording_name(const std::filesystem::path& path);

}  // namespace affectus
