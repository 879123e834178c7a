// Rows that hold silence which stands for sound that is not there are marked.
#pragma once

#include <span>
#include <vector>

#include "affectus/audio.h"
#include "affectus/prediction.h"
#include "base/project.h"

namespace affectus {

/// Adds `gap` and `late_start` to the warnings of those of `rows` that reach into one of `silences`, which are in order.
AFFECTUS_PROJECT void mark_silences(std::span<EmotionSegment> rows, const std::vector<Silence>& silences);

}  // namespace affectus
