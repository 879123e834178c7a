// Charts as SVG: lines over time or steps, scatter plots, bars. The colours are distinct in light and dark mode and for
// colour-blind readers. A chart is a self-contained file or inline in a page, without scripts or network access.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace affectus {

struct ChartAxis {
  std::string title;
  std::optional<double> low;   // fixed ends; absent: those of the data. Data beyond fixed ends widens them
  std::optional<double> high;  // if low and high are not in this order, both are ignored
  bool time = false;           // seconds, written as m:ss
  bool whole = false;          // counts: ticks at whole numbers only
};

struct ChartPoint {
  double x = 0;
  double y = 0;  // not finite: a gap in a line, nothing in a scatter plot
};

struct ChartSeries {
  std::string name;  // in the legend; empty: not shown
  std::vector<ChartPoint> points;
  // Of a scatter plot: each is shown with its point's values where the pointer rests; empty: none.
  std::vector<std::string> point_names = {};
};

/// Shades a part of the width, for example where there is speech.
struct ChartBand {
  double x_low = 0;
  double x_high = 0;
  double strength = 1;  // 0 (invisible) to 1
};

struct LineChart {
  std::string title;
  ChartAxis x;
  ChartAxis y;
  std::vector<ChartSeries> series;  // drawn in order, joined in the points' order
  std::vector<ChartBand> bands;
  std::string band_name;           // in the legend
  std::optional<double> baseline;  // a faint horizontal line, for example at the neutral value
  bool readings = false;           // where the pointer hovers, the values of all series stand in the legend; series share x
  int width = 960;
  int height = 320;
};

struct ScatterPlot {
  std::string title;
  ChartAxis x;
  ChartAxis y;
  std::vector<ChartSeries> groups;
  bool diagonal = false;  // both axes get the same ends, and the line y = x
  int width = 480;
  int height = 480;
};

struct BarSeries {
  std::string name;
  std::vector<double> values;       // one a category; not finite: no bar
  std::vector<double> lows, highs;  // ends of each value's interval, drawn as a line over the bar; empty: none
};

struct BarChart {
  std::string title;
  ChartAxis x;  // only its title
  ChartAxis y;  // always holds 0
  std::vector<std::string> categories;
  std::vector<BarSeries> series;  // side by side within a category
  bool readings = false;          // where the pointer hovers, the category's values stand in the legend
  bool steps = false;             // the categories are steps of a scale: labels without room are left out, not turned
  int width = 640;
  int height = 320;
};

/// A series of more than this many points is thinned: a line keeps the extremes of each stretch, a scatter plot every n-th
/// point (and says so).
inline constexpr std::size_t chart_points_drawn = 4000;

/// An <svg> element, UTF-8. Any numbers are allowed: values that are not finite or beyond 1e30 are left out, and charts
/// without data have empty axes.
std::string draw(const LineChart& chart);
std::string draw(const ScatterPlot& chart);
std::string draw(const BarChart& chart);

/// Counts of `values` in `bins` (at least 1) parts of equal width between the smallest and the largest, or the ends of
/// `axis` if they lie further out.
BarChart histogram(std::span<const double> values, std::size_t bins, const ChartAxis& axis = {});

/// The hue of the n-th series in light or dark mode, "#rrggbb", for related elements elsewhere on a page.
std::string chart_colour(std::size_t series, bool dark = false);

}  // namespace affectus
