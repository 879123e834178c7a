// Maps data to places in the picture: the ends of an axis, its ticks and their labels.
#pragma once

#include <string>
#include <vector>

#include "outputs/chart.h"

namespace affectus {

/// True for values that can be drawn: finite and at most 1e30, so that no difference overflows.
bool is_drawable(double value);

/// Never empty: low < high.
struct ChartRange {
  double low = 0;
  double high = 1;

  /// 0 at low, 1 at high.
  double position(double value) const { return (value - low) / (high - low); }
};

/// Collects the values that an axis must hold.
class RangeFinder {
 public:
  void add(double value);
  /// The ends that the axis fixes, widened by the data; without fixed ends the data with a little room (none on a time
  /// axis).
  ChartRange range(const ChartAxis& axis) const;

 private:
  bool any_ = false;
  double low_ = 0;
  double high_ = 0;
};

struct ChartTick {
  double value = 0;
  std::string label;
};

/// Round values within the range, about `count` (at least 1) of them, at most three times as many.
std::vector<ChartTick> ticks(const ChartRange& range, int count, bool time);

/// The points of a line for drawing: at most chart_points_drawn of them, the extremes and the gaps of every stretch kept.
std::vector<ChartPoint> thin_line(const std::vector<ChartPoint>& points);

}  // namespace affectus
