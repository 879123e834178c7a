// Whether a model's errors rise with the distance of utterances from what it has learned from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "evaluation/bootstrap.h"

namespace affectus {

struct ScoredUtterance;

/// The error of an utterance is its mean absolute error over the dimensions that have both a target and a prediction.
struct ErrorByDistance {
  std::size_t count = 0;              // utterances that have a distance and an error
  std::optional<double> correlation;  // Spearman's, of distance and error; absent where either is the same for all
  std::vector<double> resamples;      // of it; empty if it is absent
  /// Mean errors of five groups of equal size (up to one utterance) in the order of distance, the nearest first; of fewer
  /// than five utterances one each.
  std::vector<double> errors;

  std::optional<ConfidenceInterval> interval() const { return percentile_interval(resamples); }
};

/// Resamples are those of bootstrap_interval(). Absent without utterances that have a distance and an error.
std::optional<ErrorByDistance> error_by_distance(const std::vector<ScoredUtterance>& utterances, std::size_t resamples,
                                                 std::uint64_t seed);

}  // namespace affectus
