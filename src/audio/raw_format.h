// Samples without a header, as telephony and laboratories store them: their formats and file names.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "affectus/audio.h"
#include "audio/ffmpeg.h"
#include "base/project.h"
#include "signal/signal_limits.h"

namespace affectus {

/// ENCODING:RATE[:CHANNELS], such as "mulaw:8000". Throws Error(invalid_argument).
AFFECTUS_PROJECT RawFormat parse_raw_format(const std::string& text);
AFFECTUS_PROJECT std::string raw_format_text(const RawFormat& raw);

bool is_in_range(const RawFormat& raw);
/// Throws Error(invalid_argument) for rates and channels out of range.
void check(const RawFormat& raw);

/// The format that the extension (any case) implies: `.ul`, `.al`, `.sln`.
std::optional<RawFormat> raw_format_of(const std::filesystem::path& name);
/// True if the extension is one of headerless samples, whether or not it implies a format.
bool is_headerless_name(const std::filesystem::path& name);

/// The format whose mark a file begins with ("WAV"), for samples that are taken as raw by mistake; else empty.
std::string_view marked_format(std::string_view head);

/// The demuxer for such samples; `options` receives its options.
const AVInputFormat* raw_demuxer(const RawFormat& raw, ffmpeg::Dictionary& options);

}  // namespace affectus
