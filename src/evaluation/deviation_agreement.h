// Whether a model tells the utterances on which raters disagree: agreement of predicted with raters' standard deviations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "evaluation/bootstrap.h"

namespace affectus {

/// One dimension of the utterances that have both standard deviations, which are finite.
struct PairedDeviations {
  std::vector<double> prediction, target;
  std::vector<double> error;  // absolute, of the dimension's own prediction; NaN: not known
  std::vector<std::string> speaker;
};

/// Utterances whose predicted standard deviations are alike.
struct DeviationGroup {
  std::size_t count = 0;
  double mean_prediction = 0;  // of the standard deviations
  double mean_target = 0;
  std::optional<double> mean_absolute_error;  // of the dimension's own prediction
};

struct DeviationAgreement {
  std::size_t count = 0;
  std::optional<double> pearson;  // absent where all predictions, or all targets, are equal; so are the next three
  std::optional<ConfidenceInterval> pearson_interval;
  std::optional<double> spearman;
  std::optional<ConfidenceInterval> spearman_interval;
  double mean_prediction = 0;
  double mean_target = 0;
  /// Ten of equal size (up to one utterance), from the smallest predictions on; of fewer than ten utterances one each. Their
  /// means are the points of a calibration plot.
  std::vector<DeviationGroup> groups;
  /// The mean over groups of |mean_prediction - mean_target|, weighted by their size.
  double calibration_error = 0;
};

/// The groups are those of the plots of Levi et al., Evaluating and Calibrating Uncertainty Prediction in Regression Tasks
/// (arXiv 1905.11659), which compare them with the model's own errors. Intervals are those of bootstrap_interval(). Absent
/// without utterances.
std::optional<DeviationAgreement> deviation_agreement(const PairedDeviations& pairs, std::size_t resamples,
                                                      std::uint64_t seed);

}  // namespace affectus
