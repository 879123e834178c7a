// Rows of the C interface.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "affectus/c.h"
#include "affectus/prediction.h"
#include "affectus/warnings.h"

struct affectus_rows {
  std::vector<affectus::EmotionSegment> rows;
  double duration_s = 0;
  std::uint32_t warnings = 0;  // a mask, of the recording as a whole
  affectus_scale scale = AFFECTUS_SCALE_SAM;
  std::vector<affectus_turn> turns;  // of each row; empty: none is of a turn
};

namespace affectus {

std::uint32_t mask_of(std::span<const Warning> warnings);

}  // namespace affectus
