// Shifts the dimensions of rows, so that every voice's neutral is the middle of the scale (Baseline).
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "affectus/prediction.h"
#include "base/project.h"

namespace affectus {

/// How far a voice's neutral lies above the middle of the scale: activation, valence, dominance. Subtracted from its rows.
using NeutralOffset = std::array<double, 3>;

/// The running estimate of one voice's neutral. It is the mean of the rows that lie near it, each with the weight of its
/// seconds of new speech, and of `prior_s` seconds in the middle of the scale:
///
///     offset = sum(weight * (value - middle)) / (prior_s + sum(weight))
///
/// A row is near if at least half of it is speech and no dimension is more than a step of the scale sam from the estimate so
/// far. What it shares with the row before is not new, so windows count no second twice, whatever their hop.
class AFFECTUS_PROJECT RunningNeutral {
 public:
  static constexpr double prior_s = 10;
  static constexpr double near = 1;  // steps of the scale sam
  static constexpr float least_speech = 0.5F;

  /// By the rows so far; zeros at first.
  NeutralOffset offset() const;
  /// The next row, before its shift, on `scale`.
  void see(const EmotionSegment& row, Scale scale);

 private:
  NeutralOffset sums_ = {};
  double seconds_ = 0;  // their weights
  double last_start_s_ = 0;
  double last_end_s_ = 0;
};

/// For the rows of one signal, or of one recording's channels, in their order.
class AFFECTUS_PROJECT NeutralShift {
 public:
  explicit NeutralShift(const PredictionOptions& options) : baseline_(options.baseline), scale_(options.scale) {}

  /// Shifts the next row by what is known before it, and keeps its values as raw. Without a baseline it stays as it is.
  void apply(EmotionSegment& row);

 private:
  NeutralOffset known_offset(const std::string& speaker) const;

  std::optional<Baseline> baseline_;
  Scale scale_;
  std::map<std::pair<std::optional<int>, std::string>, RunningNeutral> running_;  // by channel and speaker
};

}  // namespace affectus
