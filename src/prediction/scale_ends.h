// The ends of the scales of results.
#pragma once

#include "affectus/prediction.h"

namespace affectus {

struct ScaleEnds {
  double low;
  double high;

  constexpr double neutral() const { return (low + high) / 2; }
  /// As long as one of the six steps of the scale sam.
  constexpr double step() const { return (high - low) / 6; }
  /// 0 at low, 1 at high.
  constexpr double at(double unit) const { return low + (high - low) * unit; }
};

constexpr ScaleEnds scale_ends(Scale scale) {
  switch (scale) {
    case Scale::sam:
      return {1, 7};
    case Scale::unit:
      return {0, 1};
    case Scale::signed_:
      return {-1, 1};
  }
  return {1, 7};
}

}  // namespace affectus
