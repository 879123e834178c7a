#include "audio/silence_marks.h"

#include <algorithm>

namespace affectus {

void mark_silences(std::span<EmotionSegment> rows, const std::vector<Silence>& silences) {
  for (EmotionSegment& row : rows) {
    auto silence = std::ranges::upper_bound(silences, row.start_s, {}, &Silence::end_s);
    for (; silence != silences.end() && silence->start_s < row.end_s; ++silence)
      if (std::ranges::find(row.warnings, silence->why) == row.warnings.end()) row.warnings.push_back(silence->why);
    std::ranges::sort(row.warnings);
  }
}

void follow(std::vector<Silence>& copy, const std::vector<Silence>& grown) {
  if (!copy.empty()) copy.pop_back();
  copy.insert(copy.end(), grown.begin() + static_cast<std::ptrdiff_t>(copy.size()), grown.end());
}

}  // namespace affectus
