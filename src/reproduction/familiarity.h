// What models that measure distances ([familiarity] of their recipe) tell of a set that they have not learned from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "reproduction/agreement.h"

namespace affectus {

/// The means over a system's answers of error_by_distance().
struct FamiliarityFigures {
  ResampledFigure correlation;  // Spearman's, of distance and error
  std::vector<double> errors;   // of five groups, the nearest first
};

/// Absent if the models give no distances. Resamples are those of measure_agreement().
std::optional<FamiliarityFigures> measure_familiarity(std::span<const Answers> answers, std::size_t resamples,
                                                      std::uint64_t seed);

/// The distances in all answers; empty if the models give none.
std::vector<double> distances_of(std::span<const Answers> answers);

/// The ModelConfig::distance_quantiles quantiles of all distances, as a recipe takes them: the smallest distance that at
/// least so much of their weight does not exceed. Each of the `sets` has the same weight, whatever its size. Empty if any
/// set is, or there are none.
std::vector<double> distance_quantiles(const std::vector<std::vector<double>>& sets);

}  // namespace affectus
