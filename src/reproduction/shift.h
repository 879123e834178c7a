// How far a model's estimates shift with rooms, microphones and distances.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "reproduction/agreement.h"

namespace affectus {

/// What a model says of utterances in each of several conditions. An utterance has the same file name in all.
using ConditionAnswers = std::vector<std::vector<ScoredUtterance>>;

/// For each dimension: the standard deviation of an utterance's estimates over the conditions, in the mean over utterances,
/// divided by the standard deviation of all these estimates (both of the population). 0: conditions change nothing; 1:
/// nothing but them makes estimates differ. The mean over `runs`, for which utterances that are in all conditions count.
/// Resamples draw speakers, then utterances within them. NaN where there are none, or all estimates are equal.
std::array<ResampledFigure, 3> measure_shift(const std::vector<ConditionAnswers>& runs, std::size_t resamples,
                                             std::uint64_t seed);

}  // namespace affectus
