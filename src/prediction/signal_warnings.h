// The warnings of a whole signal that follow from its rows and intervals.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "affectus/prediction.h"

namespace affectus {

inline void add_once(std::vector<Warning>& warnings, Warning warning) {
  if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end()) warnings.push_back(warning);
}

/// True if the interval is not empty, so that it lies beyond the signal if it lies outside of it.
inline bool has_length(const Interval& interval) { return interval.end_s > interval.start_s; }

class SignalWarnings {
 public:
  void see(std::span<const EmotionSegment> rows) {
    for (const EmotionSegment& row : rows) {
      has_rows_ = true;
      if (row.speech == 0) continue;
      ++with_speech_;
      if (std::find(row.warnings.begin(), row.warnings.end(), Warning::out_of_depth) != row.warnings.end()) ++out_of_depth_;
    }
  }

  /// True if there are rows, all without speech.
  bool no_speech() const { return has_rows_ && with_speech_ == 0; }
  /// True if most rows with speech are out of the model's depth.
  bool out_of_depth() const { return 2 * out_of_depth_ > with_speech_; }

  /// Adds beyond_end, no_speech and out_of_depth to the `warnings` of a signal that has ended, and sorts them. `outside` and
  /// `cut` are the intervals that its end leaves out and cuts (WindowPlan).
  void add_to(std::vector<Warning>& warnings, const std::vector<Interval>& outside = {},
              const std::vector<Interval>& cut = {}) const {
    if (!cut.empty() || std::any_of(outside.begin(), outside.end(), has_length)) add_once(warnings, Warning::beyond_end);
    if (no_speech()) add_once(warnings, Warning::no_speech);
    if (out_of_depth()) add_once(warnings, Warning::out_of_depth);
    std::sort(warnings.begin(), warnings.end());
  }

 private:
  bool has_rows_ = false;
  std::size_t with_speech_ = 0;
  std::size_t out_of_depth_ = 0;
};

}  // namespace affectus
