#include "outputs/result.h"

#include "prediction/windows.h"

namespace affectus {

Summary summarize(const std::vector<EmotionSegment>& segments) {
  if (segments.empty()) return {};
  const EmotionSegment average = average_over_speech(segments);
  return {average.activation, average.valence, average.dominance};
}

}  // namespace affectus
