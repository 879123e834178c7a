// The recording that is shipped as an example.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace affectus::testing {

inline const std::filesystem::path recording_sample = AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac";
inline const std::string sample_file = recording_sample.string();  // for command lines
inline constexpr std::size_t recording_sample_count = 395680;      // samples at 16 kHz

}  // namespace affectus::testing
