// Chooses among the audio tracks of a recording.
#pragma once

#include <optional>
#include <string>

#include "audio/ffmpeg.h"

namespace affectus {

/// The index of the stream that is audio track `wanted` (from 0) of `format`; if absent, of the first track that is not
/// empty, and `note` receives a message about the others, if any. `name` is for messages. Throws Error: no_audio;
/// unsupported (FFmpeg has no decoder); invalid_argument (no such track: the message lists those there are).
int choose_track(const AVFormatContext& format, std::optional<int> wanted, const std::string& name, std::string& note);

}  // namespace affectus
