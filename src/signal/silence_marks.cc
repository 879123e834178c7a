#include "signal/silence_marks.h"

#include <algorithm>

#include "prediction/signal_warnings.h"

namespace affectus {

void mark_silences(std::span<EmotionSegment> rows, const std::vector<Silence>& silences) {
  for (EmotionSegment& row : rows) {
    auto silence = std::upper_bound(silences.begin(), silences.end(), row.start_s,
                                    [](double place_s, const Silence& one) { return place_s < one.end_s; });
    for (; silence != silences.end() && silence->start_s < row.end_s; ++silence) add_once(row.warnings, silence->why);
    std::sort(row.warnings.begin(), row.warnings.end());
  }
}

void follow(std::vector<Silence>& copy, const std::vector<Silence>& grown) {
  if (!copy.empty()) copy.pop_back();
  copy.insert(copy.end(), grown.begin() + static_cast<std::ptrdiff_t>(copy.size()), grown.end());
}

}  // namespace affectus
