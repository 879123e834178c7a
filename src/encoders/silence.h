// Leaves out long silences of a recording.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "affectus/frames.h"

namespace affectus {

/// Tells for each whole hop of `samples` (16 kHz) whether it is kept. Stretches that lie a fifth of a second or more from
/// any speech are left out if they are at least a third of a second long. Without any speech the first second is kept.
std::vector<bool> kept_hops(std::span<const float> samples, std::size_t hop);

/// The samples of the kept hops and of the rest after the last whole hop.
std::vector<float> without_silence(std::span<const float> samples, std::size_t hop, const std::vector<bool>& kept);

/// Makes `count` frames, one for each hop of the whole recording, from the frames of the kept hops. A silence repeats the
/// last frame before it, or at the beginning the first one after it.
void restore_silence(FrameView spoken, const std::vector<bool>& kept, std::size_t count, Frames& frames);

}  // namespace affectus
