// The audio tracks of a recording, and which of them is read.
#pragma once

#include <optional>
#include <string>

#include "audio/ffmpeg.h"

namespace affectus {

/// The index of the stream that is audio track `wanted` (from 0) of `format`; absent, of the first track that holds
/// something, and `note` takes what the others are, if there are any. `name` is for messages. Throws Error: no_audio;
/// unsupported (FFmpeg has no decoder); invalid_argument (no such track: the message lists those there are).
int choose_track(const AVFormatContext& format, std::optional<int> wanted, const std::string& name, std::string& note);

}  // namespace affectus
