// The dimensions of a recording as a whole.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "affectus/export.h"
#include "affectus/prediction.h"

namespace affectus {

/// Dimensions averaged over speech: each row has the weight of its length times its speech, or if no row has speech, of its
/// length. Absent if no row has the dimension.
class AFFECTUS_EXPORT Summary {
 public:
  void add(const EmotionSegment& row);
  std::optional<double> activation() const { return average(0); }
  std::optional<double> valence() const { return average(1); }
  std::optional<double> dominance() const { return average(2); }

 private:
  struct Sum {
    double values = 0;
    double weights = 0;
  };
  std::optional<double> average(std::size_t dimension) const;

  // Sums for three kinds of weights, to be tried in turn: if all weights of one kind are 0, the next kind counts.
  std::array<std::array<Sum, 3>, 3> sums_;
};

}  // namespace affectus
