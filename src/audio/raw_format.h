// Samples without a header, as telephony and laboratories keep them: what is said about them, and which names they have.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "affectus/audio.h"
#include "audio/ffmpeg.h"
#include "base/project.h"

namespace affectus {

/// Beyond these a rate is a mistake: a few bytes would be hours, or hours a few bytes.
inline constexpr int lowest_sample_rate_hz = 4000;
inline constexpr int highest_sample_rate_hz = 768000;
inline constexpr int most_channels = 1024;

/// ENCODING:RATE[:CHANNELS], such as "mulaw:8000". Throws Error(invalid_argument).
AFFECTUS_PROJECT RawFormat parse_raw_format(const std::string& text);
AFFECTUS_PROJECT std::string raw_format_text(const RawFormat& raw);

/// Throws Error(invalid_argument) for rates and channels out of range.
void check(const RawFormat& raw);

/// What the extension (any case) alone says: `.ul`, `.al`, `.sln`.
std::optional<RawFormat> raw_format_of(const std::filesystem::path& name);
/// True where the extension is one that headerless samples have, whether or not it says all about them.
bool is_headerless_name(const std::filesystem::path& name);

/// The demuxer that reads them, and in `options` what it must be told.
const AVInputFormat* raw_demuxer(const RawFormat& raw, ffmpeg::Dictionary& options);

}  // namespace affectus
