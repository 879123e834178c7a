#include "outputs/chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "outputs/chart_axes.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr double infinity = std::numeric_limits<double>::infinity();
const double nothing = std::nan("");

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

// One root element, no number that SVG does not know.
void expect_sound(const std::string& svg) {
  EXPECT_TRUE(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("\"inf")));
  EXPECT_THAT(svg, Not(HasSubstr("\"-inf")));
}

LineChart line(std::vector<ChartPoint> points) {
  LineChart chart;
  chart.series = {{"one", std::move(points)}};
  return chart;
}

TEST(Chart, EmptyOnePointConstantAndUndrawableData) {
  expect_sound(draw(LineChart{}));
  expect_sound(draw(ScatterPlot{}));
  expect_sound(draw(BarChart{}));
  expect_sound(draw(histogram({}, 0)));
  expect_sound(draw(line({})));
  EXPECT_EQ(count(draw(line({{1, 1}})), "<circle"), 1U);
  expect_sound(draw(line({{1, 1}, {1, 1}})));
  expect_sound(draw(line({{1, 1e30}, {2, -1e30}, {3, 0}})));
  expect_sound(draw(line({{1, nothing}, {nothing, 2}, {2, infinity}, {3, 1e300}})));
  expect_sound(draw(line({{1e20, 5}, {1e20, 5}})));
}

TEST(Chart, FixedEndsThatMakeNoSenseAreIgnored) {
  LineChart chart = line({{0, 1}, {1, 2}});
  chart.y.low = 7;
  chart.y.high = 1;
  expect_sound(draw(chart));
  chart.y.high = nothing;
  expect_sound(draw(chart));
  chart.width = chart.height = -5;
  expect_sound(draw(chart));
}

TEST(Chart, GapsBreakALine) {
  EXPECT_EQ(count(draw(line({{0, 1}, {1, 2}, {2, nothing}, {3, 1}, {4, 2}})), "<polyline"), 2U);
}

TEST(Chart, TextIsEscaped) {
  LineChart chart = line({{0, 1}});
  chart.title = "<script>&\"\x01\xff";
  chart.series[0].name = "<b>";
  const std::string svg = draw(chart);
  EXPECT_THAT(svg, Not(HasSubstr("<script>")));
  EXPECT_THAT(svg, HasSubstr("&lt;script&gt;&amp;&quot;\xEF\xBF\xBD\xEF\xBF\xBD"));
  EXPECT_THAT(svg, HasSubstr("&lt;b&gt;"));
}

TEST(Chart, LongLinesAreThinnedAndKeepTheirExtremes) {
  std::vector<ChartPoint> points;
  for (int i = 0; i < 100000; ++i) points.push_back({static_cast<double>(i), std::sin(i * 0.01)});
  points[33333].y = 50;
  points[66666].y = -50;
  points[77777].y = nothing;
  const std::vector<ChartPoint> thin = thin_line(points);
  EXPECT_LE(thin.size(), chart_points_drawn);
  const auto has = [&thin](double x) {
    return std::any_of(thin.begin(), thin.end(), [x](const ChartPoint& point) { return point.x == x; });
  };
  EXPECT_TRUE(has(0) && has(99999) && has(33333) && has(66666) && has(77777));
  EXPECT_TRUE(std::is_sorted(thin.begin(), thin.end(), [](const auto& a, const auto& b) { return a.x < b.x; }));
  EXPECT_EQ(count(draw(line(points)), "<polyline"), 2U);
}

TEST(Chart, LargeScatterPlotsSayWhatIsDrawn) {
  ScatterPlot chart;
  chart.groups.resize(1);
  for (int i = 0; i < 10000; ++i) chart.groups[0].points.push_back({static_cast<double>(i), 1});
  EXPECT_THAT(draw(chart), HasSubstr("3334 of 10000 points drawn"));
}

TEST(Chart, PointsOfAScatterPlotSayTheirNamesAndValues) {
  ScatterPlot chart{.x = {.title = "target"}, .y = {.title = "prediction"}};
  chart.groups.push_back({"calm", {{4, 4.25}, {5, nothing}, {6, 1}}, {"a & b.wav", "none.wav", "c.wav"}});
  const std::string svg = draw(chart);
  expect_sound(svg);
  EXPECT_THAT(svg, HasSubstr("<title>a &amp; b.wav: target 4, prediction 4.25</title></circle>"));
  EXPECT_THAT(svg, HasSubstr("<title>c.wav: target 6, prediction 1</title></circle>"));
  EXPECT_EQ(count(svg, "<title>"), 2U);
}

TEST(Chart, HoveringReadsEachValue) {
  LineChart chart = line({{0, 1.25}, {1, 2.5}, {2, nothing}, {3, 4}});
  chart.series.push_back({"two", {{0, 5}, {1, nothing}, {2, 1}, {3, 6.125}}});
  chart.x.time = true;
  EXPECT_EQ(count(draw(chart), "class=\"hit\""), 0U);
  chart.readings = true;
  const std::string svg = draw(chart);
  expect_sound(svg);
  EXPECT_EQ(count(svg, "class=\"hit\""), 3U);
  for (const char* value : {">1.25<", ">2.5<", ">4<", ">5<", ">–<", ">6.125<", ">0:00.0<", ">0:03.0<"})
    EXPECT_THAT(svg, HasSubstr(value));
  chart.series.clear();
  expect_sound(draw(chart));
}

TEST(Chart, HoveringReadsBarsWhoseLabelsHaveNoRoom) {
  BarChart chart{.width = 200};
  chart.series.emplace_back();
  for (int i = 0; i < 40; ++i) {
    chart.categories.push_back("category " + std::to_string(i));
    chart.series[0].values.push_back(i / 8.0);
  }
  chart.readings = true;
  const std::string svg = draw(chart);
  expect_sound(svg);
  EXPECT_THAT(svg, HasSubstr(">category 39: 4.875<"));
}

// On a telephone, too, every name under the bars is there: on two lines or upright, while steps of a scale are thinned out.
TEST(Chart, NamesUnderBarsAreAllThere) {
  BarChart chart{.width = 320, .height = 300};
  chart.categories = {"filterbank", "filterbank-prosody"};
  chart.series = {{"one", {1, 2}}};
  std::string svg = draw(chart);
  expect_sound(svg);
  EXPECT_THAT(svg, AllOf(HasSubstr(">filterbank<"), HasSubstr(">filterbank-<"), HasSubstr(">prosody<")));
  chart.categories = {"filterbank", "filterbank-prosody", "representation", "representations", "fusion", "multi-task"};
  chart.series[0].values.resize(6, 1);
  svg = draw(chart);
  expect_sound(svg);
  for (const std::string& name : chart.categories) EXPECT_THAT(svg, HasSubstr(">" + name + "<"));
  EXPECT_EQ(count(svg, "rotate(-90 "), 6U);
  EXPECT_THAT(svg, Not(HasSubstr("height=\"300\"")));
  chart.steps = true;
  svg = draw(chart);
  EXPECT_EQ(count(svg, "rotate(-90 "), 0U);
  EXPECT_THAT(svg, Not(HasSubstr(">filterbank-prosody<")));
}

// A line over days has no more readings than a hand can point at.
TEST(Chart, ReadingsAreAsManyAsThePictureHasRoomFor) {
  std::vector<ChartPoint> points;
  for (int i = 0; i < 100000; ++i) points.push_back({static_cast<double>(i), std::sin(i * 0.01)});
  LineChart chart = line(std::move(points));
  chart.readings = true;
  EXPECT_LE(count(draw(chart), "class=\"hit\""), 960U / 5 + 1);
}

TEST(Chart, WithoutATitleItSaysWhatItShows) {
  LineChart chart = line({{0, 1}});
  chart.x.title = "time";
  EXPECT_THAT(draw(chart), HasSubstr("aria-label=\"Chart of one by time\""));
}

// A label as wide as the picture's margins allow is not cut: its middle stays half its width away from the edges.
TEST(Chart, TheLastTicksLabelIsWithinThePicture) {
  LineChart chart = line({{0, 1}, {36000, 2}});
  chart.x = {.low = 0, .high = 36000, .time = true};
  chart.width = 320;
  const std::string svg = draw(chart);
  const std::size_t end = svg.find("\" y=\"", svg.rfind("<text x=\"", svg.find(">10:00:00<")));
  ASSERT_NE(svg.find(">10:00:00<"), std::string::npos) << svg;
  const std::size_t begin = svg.rfind("<text x=\"", svg.find(">10:00:00<")) + 9;
  EXPECT_LE(std::stod(svg.substr(begin, end - begin)) + 8 * 6.6 / 2, 320);
}

TEST(Chart, BarsOfMissingValuesAreNotThere) {
  BarChart chart;
  chart.categories = {"a", "b", "c"};
  chart.series = {{"one", {1, nothing, -2}}, {"two", {1}}};
  const std::string svg = draw(chart);
  expect_sound(svg);
  EXPECT_EQ(count(svg, "<rect class=\"f0\""), 2U + 1U);  // and its place in the legend
  EXPECT_EQ(count(svg, "<rect class=\"f1\""), 1U + 1U);
}

TEST(Chart, CountsHaveTicksAtWholeNumbers) {
  BarChart chart{.y = {.title = "utterances"}, .categories = {"a", "b"}, .series = {{"", {1, 2}, {}, {}}}};
  EXPECT_THAT(draw(chart), HasSubstr(">0.5<"));
  chart.y.whole = true;
  const std::string svg = draw(chart);
  EXPECT_THAT(svg, AllOf(HasSubstr(">0<"), HasSubstr(">1<"), HasSubstr(">2<"), Not(HasSubstr(">0.5<"))));
}

TEST(Chart, HistogramCountsEachValueOnce) {
  const std::vector<double> values = {0, 0.1, 0.24, 0.26, 0.5, 1, nothing};
  EXPECT_EQ(histogram(std::vector<double>{2, 2, 4}, 3, {.low = 0.5, .high = 6.5}).series[0].values,
            (std::vector<double>{2, 1, 0}));
  const BarChart chart = histogram(values, 4);
  EXPECT_THAT(chart.series[0].values, ::testing::ElementsAre(3, 1, 1, 1));
  EXPECT_THAT(chart.categories, ::testing::ElementsAre("0.125", "0.375", "0.625", "0.875"));
}

TEST(ChartAxes, TicksAreRound) {
  const auto labels = [](ChartRange range, int wanted, bool time) {
    std::vector<std::string> result;
    for (const ChartTick& tick : ticks(range, wanted, time)) result.push_back(tick.label);
    return result;
  };
  EXPECT_THAT(labels({1, 7}, 6, false), ::testing::ElementsAre("1", "2", "3", "4", "5", "6", "7"));
  EXPECT_THAT(labels({0, 1}, 5, false), ::testing::ElementsAre("0.0", "0.2", "0.4", "0.6", "0.8", "1.0"));
  EXPECT_THAT(labels({0, 24.7}, 5, true), ::testing::ElementsAre("0:00", "0:05", "0:10", "0:15", "0:20"));
  EXPECT_THAT(labels({0, 7200}, 4, true), ::testing::ElementsAre("0:00", "30:00", "1:00:00", "1:30:00", "2:00:00"));
  EXPECT_THAT(labels({0, 0.5}, 5, true), ::testing::ElementsAre("0:00.0", "0:00.1", "0:00.2", "0:00.3", "0:00.4", "0:00.5"));
  EXPECT_FALSE(labels({-1e30, 1e30}, 4, false).empty());
  EXPECT_FALSE(labels({1e9, 1e9 + 1}, 4, false).empty());
}

}  // namespace
}  // namespace affectus
