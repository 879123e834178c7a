// Which of FFmpeg's formats are recordings, and which only name other files, addresses or devices.
#pragma once

#include "audio/ffmpeg.h"

namespace affectus {

/// True for playlists, manifests, stream descriptions, numbered image sequences and scripts: what they name would be opened
/// by FFmpeg itself.
bool names_other_sources(const AVInputFormat& format);

}  // namespace affectus
