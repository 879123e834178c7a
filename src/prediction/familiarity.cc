#include "prediction/familiarity.h"

#include <algorithm>
#include <iterator>

namespace affectus {

double familiarity_of(double distance, std::span<const double> distances) {
  const auto above = std::upper_bound(distances.begin(), distances.end(), distance);
  if (above == distances.begin()) return 1;
  if (above == distances.end()) return 0;
  const auto below = std::prev(above);
  const double steps = static_cast<double>(below - distances.begin()) + (distance - *below) / (*above - *below);
  return 1 - steps / static_cast<double>(distances.size() - 1);
}

void judge_depth(EmotionSegment& row) {
  std::erase(row.warnings, Warning::out_of_depth);
  if (!row.familiarity || *row.familiarity >= least_familiarity || row.speech == 0) return;
  const auto place = std::upper_bound(row.warnings.begin(), row.warnings.end(), Warning::out_of_depth);
  row.warnings.insert(place, Warning::out_of_depth);
}

}  // namespace affectus
