#include "outputs/chart_axes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "text/text.h"

namespace affectus {
namespace {

double round_step(double rough) {
  const double magnitude = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * magnitude >= rough) return factor * magnitude;
  return 10 * magnitude;
}

double round_time_step(double rough) {
  if (rough <= 1) return round_step(rough);
  constexpr std::array<double, 16> steps = {1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200};
  for (const double step : steps)
    if (step >= rough) return step;
  return 3600 * round_step(rough / 3600);
}

int decimals_of(double step) { return std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 17); }

std::string tick_label(double value, double step, bool time) {
  if (time) return (value < 0 ? "-" : "") + clock_text(std::abs(value), decimals_of(step));
  if (std::abs(value) >= 1e7 || (value != 0 && step < 1e-6)) return shortest_float(static_cast<float>(value));
  return decimal(value, decimals_of(step));
}

}  // namespace

bool is_drawable(double value) { return std::isfinite(value) && std::abs(value) <= 1e30; }

void RangeFinder::add(double value) {
  if (!is_drawable(value)) return;
  low_ = any_ ? std::min(low_, value) : value;
  high_ = any_ ? std::max(high_, value) : value;
  any_ = true;
}

ChartRange RangeFinder::range(const ChartAxis& axis) const {
  ChartRange range{low_, high_};
  if (!any_) range = {0, 1};
  const double room = axis.time ? 0 : 0.05 * (range.high - range.low);
  range = {range.low - room, range.high + room};

  const bool fixed = (!axis.low || is_drawable(*axis.low)) && (!axis.high || is_drawable(*axis.high)) &&
                     (!axis.low || !axis.high || *axis.low < *axis.high);
  if (fixed && axis.low) range.low = any_ ? std::min(*axis.low, low_) : *axis.low;
  if (fixed && axis.high) range.high = any_ ? std::max(*axis.high, high_) : *axis.high;

  // A constant, an end beyond the other, or values that differ by less than a double can tell.
  const double smallest = std::max(1e-9 * std::max(std::abs(range.low), std::abs(range.high)), 1e-30);
  if (range.high - range.low < smallest) {
    const double half = std::max(0.5, 0.05 * std::abs(range.low));
    range = {range.low - half, std::max(range.low, range.high) + half};
  }
  return range;
}

std::vector<ChartTick> ticks(const ChartRange& range, int count, bool time) {
  const double rough = (range.high - range.low) / std::max(count, 1);
  const double step = time ? round_time_step(rough) : round_step(rough);
  const double slack = 1e-9 * (range.high - range.low);
  const double first = std::ceil((range.low - slack) / step);
  std::vector<ChartTick> result;
  for (int i = 0; i <= 3 * count; ++i) {
    const double value = (first + i) * step;
    if (value > range.high + slack) break;
    result.push_back({value, tick_label(value, step, time)});
  }
  return result;
}

std::vector<ChartPoint> thin_line(const std::vector<ChartPoint>& points) {
  if (points.size() <= chart_points_drawn) return points;
  constexpr std::size_t stretches = chart_points_drawn / 5;  // each keeps its first, last, lowest, highest and one gap
  std::vector<ChartPoint> kept;
  for (std::size_t stretch = 0; stretch < stretches; ++stretch) {
    const std::size_t begin = stretch * points.size() / stretches, end = (stretch + 1) * points.size() / stretches;
    std::set<std::size_t> chosen = {begin, end - 1};
    std::size_t low = begin, high = begin, gap = end;
    for (std::size_t i = begin; i < end; ++i) {
      if (!is_drawable(points[i].y)) {
        if (gap == end) gap = i;
        continue;
      }
      if (!is_drawable(points[low].y) || points[i].y < points[low].y) low = i;
      if (!is_drawable(points[high].y) || points[i].y > points[high].y) high = i;
    }
    chosen.insert({low, high});
    if (gap < end) chosen.insert(gap);
    for (const std::size_t i : chosen) kept.push_back(points[i]);
  }
  return kept;
}

}  // namespace affectus
