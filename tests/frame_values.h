#pragma once

#include <vector>

#include "affectus/frames.h"

namespace affectus::testing {

/// All values of the frames, row after row.
inline std::vector<float> values_of(const Frames& frames) {
  return {frames.data(), frames.data() + frames.count() * frames.dim()};
}

}  // namespace affectus::testing
