// Long silences of a recording, which an encoder need not see.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "affectus/frames.h"

namespace affectus {

/// For each whole hop of `samples` (16 kHz): whether it is kept. Left out is what lies a fifth of a second and more from any
/// speech, where that is at least a third of a second long. Never everything: without speech the first second is kept.
std::vector<bool> kept_hops(std::span<const float> samples, std::size_t hop);

/// The samples of the kept hops and of the rest behind the last whole one.
std::vector<float> without_silence(std::span<const float> samples, std::size_t hop, const std::vector<bool>& kept);

/// `count` frames, one for each hop of the whole recording, from the frames of what was kept: in a silence, the last frame
/// before it (the first one after it at the beginning).
void restore_silence(FrameView spoken, const std::vector<bool>& kept, std::size_t count, Frames& frames);

}  // namespace affectus
