// Marks rows that hold silence in place of missing sound.
#pragma once

#include <span>
#include <vector>

#include "affectus/prediction.h"
#include "affectus/signal.h"
#include "base/project.h"

namespace affectus {

/// Adds `gap`, `late_start` and `channels_cancel` to the warnings of those of `rows` that reach into one of `silences`,
/// which are in order.
AFFECTUS_PROJECT void mark_silences(std::span<EmotionSegment> rows, const std::vector<Silence>& silences);

/// Makes `copy` what `grown` is, of which it was a copy before: silences were added, and the last may have become longer.
AFFECTUS_PROJECT void follow(std::vector<Silence>& copy, const std::vector<Silence>& grown);

}  // namespace affectus
