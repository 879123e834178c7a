// Masks over neighbouring frames or values (Park et al., SpecAugment, 2019), drawn as for wav2vec 2.0 in transformers.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"

namespace affectus {

struct FrameMask {
  std::int64_t start, end;
};

/// Masks of `length` each among `count` places: about share x count / length of them, their starts all different; they may
/// overlap, so that they hide a little less than `share`. None where `length` is more than `count`.
std::vector<FrameMask> draw_masks(std::size_t count, double share, std::size_t length, RandomStream& random);

}  // namespace affectus
