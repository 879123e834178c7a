// The samples of a decoded frame, of any of FFmpeg's formats, for the mixer.
#pragma once

#include <vector>

#include "audio/ffmpeg.h"
#include "signal/channel_mixer.h"

namespace affectus {

/// Appends the frame's samples to each of `signals`; integers are scaled to [-1, 1), values that are not finite become 0. A
/// channel that this frame does not have is silent. Throws Error(unsupported) for an unknown format.
ChannelMixer::Appended append(ChannelMixer& mixer, const AVFrame& frame, std::vector<std::vector<float>>& signals);

}  // namespace affectus
