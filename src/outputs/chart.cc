#include "outputs/chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "outputs/chart_axes.h"
#include "text/text.h"

namespace affectus {
namespace {

// After Okabe and Ito's set for the colour-blind, darkened for lines on white and lightened for lines on black.
constexpr std::array<const char*, 8> light_colours = {"#1f6fd1", "#c24f06", "#0a7d5c", "#a1419e",
                                                      "#a67c00", "#c22e4a", "#4453a8", "#66707c"};
constexpr std::array<const char*, 8> dark_colours = {"#6aaefb", "#f89a4f", "#3fcba0", "#dd8bd8",
                                                     "#e3c04a", "#ff8497", "#a3aef5", "#aab4c0"};

std::string chart_style() {
  std::string css =
      ".ac{--ink:#1c2430;--soft:#5b6572;--grid:#e3e7ec;--band:#8796a8;--paper:#fff;font:12px system-ui,-apple-system,"
      "'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}"
      ".ac text{fill:var(--soft)}.ac .title{fill:var(--ink);font-size:14px;font-weight:600}.ac .paper{fill:var(--paper)}"
      ".ac .grid{stroke:var(--grid);stroke-width:1}.ac .axis{stroke:var(--soft);stroke-width:1}"
      ".ac .quiet{stroke:var(--soft);stroke-width:1;stroke-dasharray:4 4;fill:none}.ac .band{fill:var(--band)}"
      ".ac .interval{stroke:var(--ink);stroke-width:1.5}.ac "
      ".key{fill-opacity:.4}.ac .hit{fill:none;pointer-events:all}.ac .read{visibility:hidden}.ac "
      ".hit:hover+.read{visibility:visible}"
      ".ac .read{pointer-events:none}.ac .read text{fill:var(--ink);font-weight:600}"
      ".ac .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}";
  std::string dark = "--ink:#e8ecf1;--soft:#a3adb9;--grid:#2c333c;--band:#7c8a9c;--paper:#14181d";
  for (std::size_t i = 0; i < light_colours.size(); ++i) {
    const std::string number = std::to_string(i);
    const std::string variable = "--s" + number;
    css.append(".ac{").append(variable).append(":").append(light_colours[i]).append("}");
    css.append(".ac .l").append(number).append("{stroke:var(").append(variable).append(")}");
    css.append(".ac .f").append(number).append("{fill:var(").append(variable).append(")}");
    dark.append(";").append(variable).append(":").append(dark_colours[i]);
  }
  return "<style>" + css + "@media (prefers-color-scheme:dark){.ac{" + dark + "}}</style>";
}

std::string colour_class(char kind, std::size_t series) { return kind + std::to_string(series % light_colours.size()); }

std::string number(double value) { return trimmed_decimal(value, 1); }

std::string text_element(double x, double y, const std::string& anchor, const std::string& content,
                         const std::string& more = {}) {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\"" + more + ">" +
         escape_xml(content) + "</text>";
}

std::string line_element(const std::string& name, double x1, double y1, double x2, double y2) {
  return "<line class=\"" + name + "\" x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) + "\" y2=\"" +
         number(y2) + "\"/>";
}

std::string rect_element(const std::string& name, double x, double y, double width, double height,
                         const std::string& more = {}) {
  return "<rect class=\"" + name + "\" x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" +
         number(std::max(width, 0.0)) + "\" height=\"" + number(std::max(height, 0.0)) + "\"" + more + "/>";
}

struct LegendEntry {
  std::string name;
  std::string css;  // class of its swatch
};

// Room for a value that is read, in a legend.
constexpr double reading_width = 48;

std::string reading_text(double value) { return is_drawable(value) ? trimmed_decimal(value, 3) : "–"; }

// No less than the width of text in the page's 12 px font, which is not known here: some are wide.
double text_width(const std::string& text) { return 7.3 * static_cast<double>(display_width(valid_utf8(text))); }

// The frame of a chart: title, legend, axes; the inside is left to each kind.
class Canvas {
 public:
  /// With `readings`, the first entries of the legend have room for a value each. `below` is room for labels under the x
  /// axis, by which the picture is higher.
  Canvas(const std::string& title, const std::string& description, int width, int height,
         const std::vector<LegendEntry>& legend, std::size_t readings = 0, int below = 0)
      : width_(std::max(width, 160)),
        height_(std::max(height, 120) + below),
        right_(width_ - 16),
        bottom_(height_ - 44 - below) {
    svg_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ac\" viewBox=\"0 0 " + std::to_string(width_) + " " +
           std::to_string(height_) + "\" width=\"" + std::to_string(width_) + "\" height=\"" + std::to_string(height_) +
           "\" role=\"img\" aria-label=\"" + escape_xml(title.empty() ? description : title) + "\">" + chart_style() +
           rect_element("paper", 0, 0, width_, height_, " rx=\"6\"");
    if (!title.empty()) {
      svg_ += text_element(16, 24, "start", title, " class=\"title\"");
      top_ = 40;
    }
    draw_legend(legend, readings);
    if (readings > 0) top_ += 16;  // for the place that is read
  }

  /// Sets the ranges and draws both axes. `x_ticks` is false where the kind labels the x axis itself.
  void draw_axes(const ChartRange& x, const ChartRange& y, const ChartAxis& x_axis, const ChartAxis& y_axis,
                 bool x_ticks = true) {
    x_ = x;
    y_ = y;
    std::vector<ChartTick> y_marks = ticks(y, std::max(2, static_cast<int>((bottom_ - top_) / 30)), y_axis.time);
    if (y_axis.whole) {
      std::erase_if(y_marks, [](const ChartTick& tick) { return std::abs(tick.value - std::round(tick.value)) > 1e-6; });
      for (ChartTick& tick : y_marks) tick.label = trimmed_decimal(tick.value, 0);
    }
    double widest = 0;
    for (const ChartTick& tick : y_marks) widest = std::max(widest, text_width(tick.label));
    left_ = 20 + widest + (y_axis.title.empty() ? 0 : 20);
    for (const ChartTick& tick : y_marks) {
      svg_ += line_element("grid", left_, at_y(tick.value), right_, at_y(tick.value));
      svg_ += text_element(left_ - 8, at_y(tick.value) + 4, "end", tick.label);
    }
    if (x_ticks) {
      for (const ChartTick& tick : ticks(x, std::max(2, static_cast<int>((right_ - left_) / 64)), x_axis.time)) {
        svg_ += line_element("axis", at_x(tick.value), bottom_, at_x(tick.value), bottom_ + 4);
        svg_ += text_element(within(at_x(tick.value), tick.label), bottom_ + 18, "middle", tick.label);
      }
    }
    svg_ += line_element("axis", left_, bottom_, right_, bottom_);
    svg_ += text_element((left_ + right_) / 2, height_ - 8, "middle", x_axis.title);
    const double middle = (top_ + bottom_) / 2;
    if (!y_axis.title.empty())
      svg_ += text_element(16, middle, "middle", y_axis.title, " transform=\"rotate(-90 16 " + number(middle) + ")\"");
  }

  double at_x(double value) const { return left_ + x_.position(value) * (right_ - left_); }
  double at_y(double value) const { return bottom_ - y_.position(value) * (bottom_ - top_); }
  double left() const { return left_; }
  double right() const { return right_; }
  double top() const { return top_; }
  double bottom() const { return bottom_; }
  /// Where the middle of a label may be that belongs at `x`: nothing of it is cut.
  double within(double x, const std::string& label) const {
    const double half = text_width(label) / 2 + 1;
    return std::max(half, std::min(x, width_ - half));
  }
  void add(const std::string& element) { svg_ += element; }

  /// From `begin` to `end` the pointer shows a line at `x` with `label` above it, and `values` in the legend: one for each
  /// entry that has room, in their order.
  void add_reading(double begin, double end, double x, std::string label, const std::vector<double>& values) {
    std::string shown = line_element("axis", x, top_, x, bottom_);
    for (std::size_t i = 0; i < std::min(values.size(), values_.size()); ++i) {
      if (values_[i])
        shown += text_element(values_[i]->x, values_[i]->y, "start", reading_text(values[i]));
      else
        label += ": " + reading_text(values[i]);
    }
    // Right of the labels of the y axis, the highest of which stands beside it.
    const double middle = std::max(within(x, label), within(left_ - 4 + text_width(label) / 2, label));
    shown += text_element(middle, top_ - 4, "middle", label);
    svg_ += rect_element("hit", begin, top_, end - begin, bottom_ - top_) + "<g class=\"read\">" + shown + "</g>";
  }
  std::string finish() { return svg_ + "</svg>"; }

 private:
  void draw_legend(const std::vector<LegendEntry>& legend, std::size_t readings) {
    double x = 16;
    bool any = false;
    for (std::size_t i = 0; i < legend.size(); ++i) {
      const LegendEntry& entry = legend[i];
      if (i < readings) values_.emplace_back();
      if (entry.name.empty()) continue;
      const double value_width = i < readings ? reading_width : 0;
      const double entry_width = 18 + text_width(entry.name) + (i < readings ? 12 : 18) + value_width;
      if (any && x + entry_width > right_) {
        x = 16;
        top_ += 18;
      }
      svg_ += rect_element(entry.css, x, top_ - 2, 12, 10, " rx=\"2\"");
      svg_ += text_element(x + 18, top_ + 7, "start", entry.name);
      if (i < readings) values_.back() = {x + 18 + text_width(entry.name) + 6, top_ + 7};
      x += entry_width;
      any = true;
    }
    top_ = std::min(top_ + (any ? 24.0 : 0.0), bottom_ - 40);
  }

  int width_;
  int height_;
  double left_ = 60;
  double right_;
  double top_ = 16;
  double bottom_;
  ChartRange x_;
  ChartRange y_;
  std::string svg_;
  std::vector<std::optional<ChartPoint>> values_;  // where values that are read stand; none: beside the label
};

// What a chart without a title is, for those who do not see it.
std::string description(const std::vector<LegendEntry>& legend, const ChartAxis& x) {
  std::string text;
  for (const LegendEntry& entry : legend)
    if (!entry.name.empty()) text += (text.empty() ? "" : ", ") + entry.name;
  return "Chart of " + (text.empty() ? "values" : text) + (x.title.empty() ? "" : " by " + x.title);
}

std::vector<LegendEntry> legend_of(const std::vector<ChartSeries>& series) {
  std::vector<LegendEntry> legend;
  for (std::size_t i = 0; i < series.size(); ++i) legend.push_back({series[i].name, colour_class('f', i)});
  return legend;
}

// A run of drawable points as one stroke; a single point as a dot.
std::string stroke(const Canvas& canvas, const std::vector<ChartPoint>& run, std::size_t series) {
  if (run.size() == 1)
    return "<circle class=\"" + colour_class('f', series) + "\" cx=\"" + number(canvas.at_x(run[0].x)) + "\" cy=\"" +
           number(canvas.at_y(run[0].y)) + "\" r=\"3\"/>";
  std::string points;
  for (const ChartPoint& point : run)
    points += (points.empty() ? "" : " ") + number(canvas.at_x(point.x)) + "," + number(canvas.at_y(point.y));
  // Beyond the palette the colours come again, dashed.
  const std::size_t round = series / light_colours.size();
  const std::string dash = round == 0 ? "" : " stroke-dasharray=\"" + std::to_string(2 + 4 * (round % 4)) + " 4\"";
  return "<polyline class=\"line " + colour_class('l', series) + "\"" + dash + " points=\"" + points + "\"/>";
}

void draw_line(Canvas& canvas, const ChartSeries& series, std::size_t index) {
  std::vector<ChartPoint> run;
  const auto flush = [&] {
    if (!run.empty()) canvas.add(stroke(canvas, run, index));
    run.clear();
  };
  for (const ChartPoint& point : thin_line(series.points)) {
    if (is_drawable(point.x) && is_drawable(point.y))
      run.push_back(point);
    else
      flush();
  }
  flush();
}

void add_points(const std::vector<ChartSeries>& list, RangeFinder& x, RangeFinder& y) {
  for (const ChartSeries& series : list) {
    for (const ChartPoint& point : series.points) {
      if (!is_drawable(point.x) || !is_drawable(point.y)) continue;
      x.add(point.x);
      y.add(point.y);
    }
  }
}

// A place that is read every few pixels, at the nearest point of the first series.
void add_readings(Canvas& canvas, const LineChart& chart) {
  constexpr double least_width = 5;
  std::vector<std::size_t> places;
  const std::vector<ChartPoint>& first = chart.series.front().points;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (!is_drawable(first[i].x) || !is_drawable(first[i].y)) continue;
    const double x = canvas.at_x(first[i].x);
    if (places.empty() || x - canvas.at_x(first[places.back()].x) >= least_width) places.push_back(i);
  }
  const auto middle = [&](std::size_t one, std::size_t other) {
    return (canvas.at_x(first[one].x) + canvas.at_x(first[other].x)) / 2;
  };
  for (std::size_t i = 0; i < places.size(); ++i) {
    const double begin = i == 0 ? canvas.left() : middle(places[i - 1], places[i]);
    const double end = i + 1 == places.size() ? canvas.right() : middle(places[i], places[i + 1]);
    std::vector<double> values;
    for (const ChartSeries& series : chart.series)
      values.push_back(places[i] < series.points.size() ? series.points[places[i]].y
                                                        : std::numeric_limits<double>::quiet_NaN());
    const double x = first[places[i]].x;
    canvas.add_reading(begin, end, canvas.at_x(x), chart.x.time ? clock_text(std::max(x, 0.0), 1) : trimmed_decimal(x, 3),
                       values);
  }
}

// The labels under bars: beside each other if they have room there, else on two lines, else upright. Those of steps stand
// beside each other, as many as have room.
class BarLabels {
 public:
  explicit BarLabels(const BarChart& chart) {
    constexpr double beside_plot = 70, line_height = 15, gap = 6;
    const double count = static_cast<double>(std::max<std::size_t>(chart.categories.size(), 1));
    const double slot = std::max((chart.width - beside_plot) / count, 1.0);
    double widest = 1, widest_of_two = 1;
    for (const std::string& category : chart.categories) {
      lines_.push_back({category, ""});
      widest = std::max(widest, text_width(category));
      const std::array<std::string, 2> two = in_two(category);
      widest_of_two = std::max({widest_of_two, text_width(two[0]), text_width(two[1])});
    }
    if (widest + gap <= slot) return;
    if (chart.steps) {
      every_ = static_cast<std::size_t>(std::ceil((widest + gap) / slot));
    } else if (widest_of_two + gap <= slot) {
      for (std::array<std::string, 2>& lines : lines_) lines = in_two(lines[0]);
      below_ = static_cast<int>(line_height);
    } else {
      upright_ = true;
      below_ = static_cast<int>(widest);
      every_ = static_cast<std::size_t>(std::ceil(line_height / slot));
    }
  }

  /// Pixels that they need beyond those of one line.
  int below() const { return below_; }

  /// Of the i-th category, whose bars have their middle at `x`.
  std::string draw(const Canvas& canvas, std::size_t i, double x) const {
    if (i % every_ != 0) return "";
    if (upright_) {
      const double y = canvas.bottom() + 10;
      return text_element(x + 4, y, "end", lines_[i][0],
                          " transform=\"rotate(-90 " + number(x + 4) + " " + number(y) + ")\"");
    }
    std::string text = text_element(canvas.within(x, lines_[i][0]), canvas.bottom() + 18, "middle", lines_[i][0]);
    if (!lines_[i][1].empty())
      text += text_element(canvas.within(x, lines_[i][1]), canvas.bottom() + 33, "middle", lines_[i][1]);
    return text;
  }

 private:
  // Broken after the separator that is nearest to the middle; the second is empty where there is none.
  static std::array<std::string, 2> in_two(const std::string& text) {
    std::size_t best = text.size();
    const auto from_middle = [&](std::size_t place) {
      return std::abs(2 * static_cast<double>(place) - static_cast<double>(text.size()));
    };
    for (std::size_t i = text.find_first_of(" -_/"); i != std::string::npos; i = text.find_first_of(" -_/", i + 1))
      if (from_middle(i + 1) < from_middle(best)) best = i + 1;
    return {text.substr(0, best), text.substr(best)};
  }

  std::vector<std::array<std::string, 2>> lines_;
  std::size_t every_ = 1;
  bool upright_ = false;
  int below_ = 0;
};

void draw_band(Canvas& canvas, const ChartBand& band) {
  if (!is_drawable(band.x_low) || !is_drawable(band.x_high) || !(band.x_low < band.x_high) || !(band.strength > 0)) return;
  const double opacity = 0.28 * std::min(band.strength, 1.0);
  canvas.add(rect_element("band", canvas.at_x(band.x_low), canvas.top(), canvas.at_x(band.x_high) - canvas.at_x(band.x_low),
                          canvas.bottom() - canvas.top(), " fill-opacity=\"" + trimmed_decimal(opacity, 3) + "\""));
}

// What a browser shows where the pointer rests on a point.
std::string point_title(const std::string& name, const ChartPoint& point, const ScatterPlot& chart) {
  return "<title>" +
         escape_xml(name + ": " + chart.x.title + " " + trimmed_decimal(point.x, 3) + ", " + chart.y.title + " " +
                    trimmed_decimal(point.y, 3)) +
         "</title>";
}

}  // namespace

std::string chart_colour(std::size_t series, bool dark) {
  return dark ? dark_colours[series % dark_colours.size()] : light_colours[series % light_colours.size()];
}

std::string draw(const LineChart& chart) {
  std::vector<LegendEntry> legend = legend_of(chart.series);
  if (!chart.bands.empty()) legend.push_back({chart.band_name, "band key"});
  const bool reads = chart.readings && !chart.series.empty();
  Canvas canvas(chart.title, description(legend, chart.x), chart.width, chart.height, legend,
                reads ? chart.series.size() : 0);
  RangeFinder x, y;
  add_points(chart.series, x, y);
  for (const ChartBand& band : chart.bands) {
    if (!(band.x_low < band.x_high)) continue;
    x.add(band.x_low);
    x.add(band.x_high);
  }
  canvas.draw_axes(x.range(chart.x), y.range(chart.y), chart.x, chart.y);
  for (const ChartBand& band : chart.bands) draw_band(canvas, band);
  if (chart.baseline && is_drawable(*chart.baseline)) {
    const double level = canvas.at_y(*chart.baseline);
    if (level >= canvas.top() && level <= canvas.bottom())
      canvas.add(line_element("quiet", canvas.left(), level, canvas.right(), level));
  }
  for (std::size_t i = 0; i < chart.series.size(); ++i) draw_line(canvas, chart.series[i], i);
  if (reads) add_readings(canvas, chart);
  return canvas.finish();
}

std::string draw(const ScatterPlot& chart) {
  const std::vector<LegendEntry> legend = legend_of(chart.groups);
  Canvas canvas(chart.title, description(legend, chart.x), chart.width, chart.height, legend);
  RangeFinder x, y;
  add_points(chart.groups, x, y);
  ChartRange x_range = x.range(chart.x), y_range = y.range(chart.y);
  if (chart.diagonal) x_range = y_range = {std::min(x_range.low, y_range.low), std::max(x_range.high, y_range.high)};
  canvas.draw_axes(x_range, y_range, chart.x, chart.y);
  if (chart.diagonal) canvas.add(line_element("quiet", canvas.left(), canvas.bottom(), canvas.right(), canvas.top()));
  std::size_t points = 0, drawn = 0;
  for (std::size_t i = 0; i < chart.groups.size(); ++i) {
    const std::vector<ChartPoint>& list = chart.groups[i].points;
    const std::vector<std::string>& names = chart.groups[i].point_names;
    const std::size_t stride = (list.size() + chart_points_drawn - 1) / chart_points_drawn;
    std::string dots;
    points += list.size();
    for (std::size_t k = 0; k < list.size(); k += stride) {
      ++drawn;
      if (!is_drawable(list[k].x) || !is_drawable(list[k].y)) continue;
      dots += "<circle cx=\"" + number(canvas.at_x(list[k].x)) + "\" cy=\"" + number(canvas.at_y(list[k].y)) + "\" r=\"3\"";
      dots += k < names.size() ? ">" + point_title(names[k], list[k], chart) + "</circle>" : "/>";
    }
    canvas.add("<g class=\"" + colour_class('f', i) + "\" fill-opacity=\".55\">" + dots + "</g>");
  }
  if (drawn < points)
    canvas.add(text_element(canvas.right(), canvas.top() + 12, "end",
                            std::to_string(drawn) + " of " + std::to_string(points) + " points drawn"));
  return canvas.finish();
}

std::string draw(const BarChart& chart) {
  std::vector<LegendEntry> legend;
  for (std::size_t i = 0; i < chart.series.size(); ++i) legend.push_back({chart.series[i].name, colour_class('f', i)});
  const std::size_t count = chart.categories.size();
  const BarLabels labels(chart);
  Canvas canvas(chart.title, description(legend, chart.x), chart.width, chart.height, legend,
                chart.readings ? chart.series.size() : 0, labels.below());
  RangeFinder y;
  y.add(0);
  for (const BarSeries& series : chart.series)
    for (const auto* values : {&series.values, &series.lows, &series.highs})
      for (const double value : *values) y.add(value);
  ChartRange y_range = y.range(chart.y);
  const auto any_below_zero = [](const std::vector<double>& values) {
    return std::ranges::any_of(values, [](double value) { return value < 0; });
  };
  if (y_range.low < 0 && std::ranges::none_of(chart.series, [&](const BarSeries& series) {
        return any_below_zero(series.values) || any_below_zero(series.lows);
      }))
    y_range.low = chart.y.low.value_or(0) < 0 ? y_range.low : 0;
  canvas.draw_axes({0, static_cast<double>(std::max<std::size_t>(count, 1))}, y_range, chart.x, chart.y, false);

  const double slot = (canvas.right() - canvas.left()) / static_cast<double>(std::max<std::size_t>(count, 1));
  const double bar = 0.8 * slot / static_cast<double>(std::max<std::size_t>(chart.series.size(), 1));
  for (std::size_t i = 0; i < count; ++i) {
    const double start = canvas.left() + slot * (static_cast<double>(i) + 0.1);
    for (std::size_t k = 0; k < chart.series.size(); ++k) {
      if (i >= chart.series[k].values.size() || !is_drawable(chart.series[k].values[i])) continue;
      const double zero = canvas.at_y(0), end = canvas.at_y(chart.series[k].values[i]);
      canvas.add(rect_element(colour_class('f', k), start + bar * static_cast<double>(k), std::min(zero, end),
                              std::max(bar - 1, 0.5), std::abs(end - zero)));
      const BarSeries& series = chart.series[k];
      if (i >= std::min(series.lows.size(), series.highs.size())) continue;
      if (!is_drawable(series.lows[i]) || !is_drawable(series.highs[i])) continue;
      const double middle = start + bar * (static_cast<double>(k) + 0.5);
      canvas.add(line_element("interval", middle, canvas.at_y(series.lows[i]), middle, canvas.at_y(series.highs[i])));
    }
    canvas.add(labels.draw(canvas, i, start + 0.4 * slot));
  }
  for (std::size_t i = 0; chart.readings && i < count; ++i) {
    const double begin = canvas.left() + slot * static_cast<double>(i);
    std::vector<double> values;
    for (const BarSeries& series : chart.series)
      values.push_back(i < series.values.size() ? series.values[i] : std::numeric_limits<double>::quiet_NaN());
    canvas.add_reading(begin, begin + slot, begin + slot / 2, chart.categories[i], values);
  }
  return canvas.finish();
}

BarChart histogram(std::span<const double> values, std::size_t bins, const ChartAxis& axis) {
  bins = std::max<std::size_t>(bins, 1);
  RangeFinder finder;
  for (const double value : values) finder.add(value);
  ChartAxis tight = axis;
  tight.time = true;  // no room beside the data
  const ChartRange range = finder.range(tight);
  const double width = (range.high - range.low) / static_cast<double>(bins);
  BarChart chart;
  chart.steps = true;
  chart.series.push_back({"", std::vector<double>(bins)});
  for (const double value : values) {
    if (!is_drawable(value)) continue;
    const double position = range.position(value) * static_cast<double>(bins);
    const auto bin = static_cast<std::size_t>(std::clamp(position, 0.0, static_cast<double>(bins - 1)));
    chart.series[0].values[bin] += 1;
  }
  // Enough decimals to tell neighbours apart.
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(width))) + 2, 0, 17);
  for (std::size_t i = 0; i < bins; ++i)
    chart.categories.push_back(trimmed_decimal(range.low + width * (static_cast<double>(i) + 0.5), decimals));
  return chart;
}

}  // namespace affectus
