// Separates FFmpeg's formats for recordings from those that only name other files, addresses or devices.
#pragma once

#include "audio/ffmpeg.h"

namespace affectus {

/// True for playlists, manifests, stream descriptions, numbered image sequences and scripts: FFmpeg itself would open the
/// files that they name.
bool names_other_sources(const AVInputFormat& format);

}  // namespace affectus
