#include <algorithm>
#include <array>

#include "affectus/results.h"
#include "outputs/result_text.h"

namespace affectus {

void ResultCollector::end(const RecordingEnd& end) {
  result_.duration_s = end.duration_s;
  result_.warnings = end.warnings;
  result_.failure = end.failure;
  if (result_.failure) result_.segments.clear();
  take(std::exchange(result_, {}));
}

void Summary::add(const EmotionSegment& row) {
  const double length = std::max(row.end_s - row.start_s, 0.0);
  const std::array<double, 3> weights = {length * row.speech, length, 1};
  for (std::size_t dimension = 0; dimension < dimensions.size(); ++dimension) {
    const std::optional<double> value = written(row.*dimensions[dimension].value);
    for (std::size_t i = 0; i < weights.size() && value; ++i) {
      if (!(weights[i] > 0)) continue;
      sums_[dimension][i].values += weights[i] * *value;
      sums_[dimension][i].weights += weights[i];
    }
  }
}

std::optional<double> Summary::average(std::size_t dimension) const {
  for (const Sum& sum : sums_[dimension])
    if (sum.weights > 0) return sum.values / sum.weights;
  return std::nullopt;
}

}  // namespace affectus
