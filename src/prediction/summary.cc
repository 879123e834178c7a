#include "affectus/summary.h"

#include <algorithm>
#include <array>

#include "prediction/written.h"

namespace affectus {
namespace {

constexpr std::array<std::optional<double> EmotionSegment::*, 3> summed = {
    &EmotionSegment::activation, &EmotionSegment::valence, &EmotionSegment::dominance};

}  // namespace

void Summary::add(const EmotionSegment& row) {
  const double length = std::max(row.end_s - row.start_s, 0.0);
  const std::array<double, 3> weights = {length * row.speech, length, 1};
  for (std::size_t dimension = 0; dimension < summed.size(); ++dimension) {
    const std::optional<double> value = written(row.*summed[dimension]);
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
