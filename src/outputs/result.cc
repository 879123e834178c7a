#include "outputs/result.h"

namespace affectus {

Summary summarize(const std::vector<EmotionSegment>& segments) {
  const auto average = [&](std::optional<double> EmotionSegment::*dimension) -> std::optional<double> {
    double speech_sum = 0, speech_weight = 0, length_sum = 0, length_weight = 0;
    for (const EmotionSegment& segment : segments) {
      if (!(segment.*dimension)) continue;
      const double length = segment.end_s - segment.start_s;
      speech_sum += *(segment.*dimension) * length * segment.speech;
      speech_weight += length * segment.speech;
      length_sum += *(segment.*dimension) * length;
      length_weight += length;
    }
    if (speech_weight > 0) return speech_sum / speech_weight;
    if (length_weight > 0) return length_sum / length_weight;
    return std::nullopt;
  };
  return {average(&EmotionSegment::activation), average(&EmotionSegment::valence), average(&EmotionSegment::dominance)};
}

}  // namespace affectus
