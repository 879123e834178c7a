#include "outputs/result.h"

#include <algorithm>

#include "outputs/result_text.h"

namespace affectus {
namespace {

// The weights to try in turn: where all rows weigh nothing, the next.
double speech_length(const EmotionSegment& row) { return std::max(row.end_s - row.start_s, 0.0) * row.speech; }
double length(const EmotionSegment& row) { return std::max(row.end_s - row.start_s, 0.0); }
double one(const EmotionSegment&) { return 1; }

std::optional<double> average(const std::vector<EmotionSegment>& rows, std::optional<double> EmotionSegment::*dimension) {
  for (const auto weight : {speech_length, length, one}) {
    double sum = 0, weights = 0;
    for (const EmotionSegment& row : rows) {
      const std::optional<double> value = written(row.*dimension);
      const double row_weight = weight(row);
      if (!value || !(row_weight > 0)) continue;
      sum += row_weight * *value;
      weights += row_weight;
    }
    if (weights > 0) return sum / weights;
  }
  return std::nullopt;
}

}  // namespace

Summary summarize(const std::vector<EmotionSegment>& segments) {
  return {average(segments, &EmotionSegment::activation), average(segments, &EmotionSegment::valence),
          average(segments, &EmotionSegment::dominance)};
}

}  // namespace affectus
