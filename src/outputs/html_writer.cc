// One page for all files: for each a summary, the curves over time with speech shaded, and the table. Embeddings are left
// out.
#include <algorithm>
#include <cmath>

#include "outputs/chart.h"
#include "outputs/html_page.h"
#include "outputs/result_text.h"
#include "outputs/timeline.h"
#include "outputs/whole_recordings.h"
#include "outputs/writers.h"
#include "text/counted.h"
#include "text/text.h"

namespace affectus {
namespace {

// A picture for wide pages, and one for a phone's.
struct PictureSize {
  const char* css;
  int width;
  int height;
  std::size_t bands;  // more cannot be told apart
};
constexpr PictureSize pictures[] = {{"chart wide", 956, 320, 600}, {"chart narrow", 320, 280, 200}};

constexpr std::size_t rows_open = 60;  // longer tables are folded
constexpr float little_speech = 0.1F;  // rows below are printed faintly

std::string html_number(std::optional<double> value) {
  value = written(value);
  return value ? decimal(*value, 2) : "–";
}

double to_s(std::int64_t us) { return static_cast<double>(us) * 1e-6; }

// Windows that overlap are points at their centres, joined; other rows are steps as long as the row. Where cells do not
// meet, the line has a gap.
std::vector<ChartPoint> curve(const Timeline& timeline, const Dimension& dimension, bool windows_overlap) {
  std::vector<ChartPoint> points;
  std::int64_t last_end = -1;
  for (const TimelineCell& cell : timeline.cells) {
    const double start = to_s(cell.start_us), end = to_s(cell.end_us);
    if (last_end >= 0 && cell.start_us != last_end) points.push_back({start, std::nan("")});
    last_end = cell.end_us;
    const double value = written(cell.row->*dimension.value).value_or(std::nan(""));
    if (windows_overlap) {
      points.push_back({(start + end) / 2, value});
    } else {
      points.push_back({start, value});
      points.push_back({end, value});
    }
  }
  return points;
}

std::vector<ChartBand> speech_bands(const std::vector<TimelineCell>& cells, std::size_t bands_drawn) {
  std::vector<ChartBand> bands;
  const std::size_t together = (cells.size() + bands_drawn - 1) / bands_drawn;
  for (std::size_t begin = 0; begin < cells.size(); begin += together) {
    const std::size_t end = std::min(begin + together, cells.size());
    double speech = 0;
    for (std::size_t i = begin; i < end; ++i) speech += cells[i].row->speech;
    bands.push_back({to_s(cells[begin].start_us), to_s(cells[end - 1].end_us), speech / static_cast<double>(end - begin)});
  }
  return bands;
}

class HtmlWriter : public WholeRecordingWriter {
 public:
  HtmlWriter(std::ostream& out, const RunFacts& facts) : out_(out), facts_(facts) {}

  void write(const FileResult& result) override {
    begin_page();
    const std::string title = "<h2>" + html_name(result.file) + "</h2>\n";
    if (result.failure) {
      out_ << "<section class=\"failed\">" << title << "<p>" << escape_xml(result.failure->message) << "</p></section>\n";
      return;
    }
    out_ << "<section>" << title << "<div class=\"soft\">" << clock_text(result.duration_s, 1) << ", "
         << counted(result.segments.size(), "row", "rows") << "</div>\n"
         << warnings(result) << summary(result);
    if (!result.segments.empty()) out_ << charts(result) << table(result);
    out_ << "</section>\n";
  }

  void finish() override {
    begin_page();
    out_ << html_page_end(
                "Values are estimates and are never clipped: they may lie beyond the ends of the scale. Speech is the share "
                "of frames with speech; where it is low, the values say little. A summary weighs each row by its length "
                "times its speech.")
         << std::flush;
  }

 private:
  void begin_page() {
    if (!has_begun_) out_ << html_page_begin(facts_, prediction_heading());
    has_begun_ = true;
  }

  // What is odd about the recording, or about some of its rows.
  static std::string warnings(const FileResult& result) {
    std::string text;
    for (const auto& [warning, rows] : count_warnings(result)) {
      const bool is_of_all = rows == 0 || rows == result.segments.size();
      text += "<p class=\"notes\"><b>" + to_string(warning) + "</b>" +
              (is_of_all ? "" : " in " + std::to_string(rows) + " of " + std::to_string(result.segments.size()) + " rows") +
              ": " + escape_xml(explanation(warning)) + "</p>\n";
    }
    return text;
  }

  // The codes for which no row's values can be relied on; empty: some can.
  static std::string doubts(const FileResult& result) {
    std::vector<Warning> doubts;
    for (const auto& [warning, rows] : count_warnings(result))
      if (rows == result.segments.size() && makes_values_doubtful(warning)) doubts.push_back(warning);
    return warning_codes(doubts, ", ");
  }

  std::string tile(const Dimension& dimension, std::optional<double> value, const std::string& doubts) const {
    const ScaleEnds ends = scale_ends(facts_.scale);
    value = written(value);
    std::string text = std::string("<div class=\"tile\"><span class=\"soft\">") + dimension.name + "</span>" +
                       (doubts.empty() ? "<b>" : "<b class=\"doubtful\">") + html_number(value) + "</b>" +
                       (doubts.empty() ? "" : "<span class=\"doubt\">" + doubts + "</span>") + "<div class=\"track\">";
    if (value) {
      const double place = std::clamp((*value - ends.low) / (ends.high - ends.low), 0.0, 1.0) * 100;
      text += "<i style=\"left:" + trimmed_decimal(place, 1) + "%;background:var(--" + dimension.name + ")\"></i>";
    }
    return text + "</div><div class=\"ends\"><span>" + trimmed_decimal(ends.low, 0) + "</span><span>" +
           trimmed_decimal(ends.high, 0) + "</span></div></div>";
  }

  std::string summary(const FileResult& result) const {
    Summary average;
    for (const EmotionSegment& row : result.segments) average.add(row);
    const std::string in_doubt = doubts(result);
    return "<div class=\"tiles\">" + tile(dimensions[0], average.activation(), in_doubt) +
           tile(dimensions[1], average.valence(), in_doubt) + tile(dimensions[2], average.dominance(), in_doubt) +
           "</div>\n";
  }

  std::string charts(const FileResult& result) const {
    std::string text;
    const std::vector<Timeline> timelines = make_timelines(result, facts_);
    for (const PictureSize& size : pictures) text += charts(result, timelines, size);
    return text;
  }

  std::string charts(const FileResult& result, const std::vector<Timeline>& timelines, const PictureSize& size) const {
    const ScaleEnds ends = scale_ends(facts_.scale);
    std::string text = std::string("<div class=\"") + size.css + "\">";
    for (const Timeline& timeline : timelines) {
      LineChart chart{.width = size.width, .height = size.height};
      chart.title = timeline.channel ? "Channel " + std::to_string(*timeline.channel) : "";
      chart.x = {.title = "time", .low = 0, .high = result.duration_s, .time = true};
      chart.y = {.title = to_string(facts_.scale), .low = ends.low, .high = ends.high};
      chart.readings = true;
      chart.baseline = ends.neutral();
      chart.bands = speech_bands(timeline.cells, size.bands);
      chart.band_name = "speech";
      for (const Dimension& dimension : dimensions)
        chart.series.push_back({dimension.name, curve(timeline, dimension, facts_.hop_s > 0)});
      text += draw(chart);
    }
    return text + "</div>\n";
  }

  std::string table(const FileResult& result) const {
    std::string text = "<thead><tr><th>start</th><th>end</th>";
    if (facts_.has_label) text += "<th class=\"text\">label</th>";
    if (facts_.has_tier) text += "<th class=\"text\">tier</th>";
    if (facts_.has_speaker) text += "<th class=\"text\">speaker</th>";
    if (facts_.has_channel) text += "<th>channel</th>";
    text += "<th>speech</th>";
    for (const Dimension& column : dimension_columns(facts_)) text += std::string("<th>") + column.name + "</th>";
    const bool has_warnings =
        std::ranges::any_of(result.segments, [](const EmotionSegment& row) { return !row.warnings.empty(); });
    if (has_warnings) text += "<th class=\"text\">warnings</th>";
    for (const std::string& category : facts_.categories) text += "<th>" + escape_xml(category) + "</th>";
    text += "</tr></thead><tbody>\n";
    for (const EmotionSegment& segment : result.segments) text += table_row(segment, has_warnings);
    return "<details" + std::string(result.segments.size() <= rows_open ? " open" : "") + "><summary>Rows</summary>" +
           html_table(text + "</tbody>") + "</details>\n";
  }

  std::string table_row(const EmotionSegment& segment, bool has_warnings) const {
    const auto cell = [](const std::string& content) { return "<td>" + content + "</td>"; };
    const auto text_cell = [](const std::string& content) { return "<td class=\"text\">" + html_text(content) + "</td>"; };
    std::string text = segment.speech < little_speech ? "<tr class=\"quiet\">" : "<tr>";
    text += cell(clock_text(segment.start_s, 2)) + cell(clock_text(segment.end_s, 2));
    if (facts_.has_label) text += text_cell(segment.label);
    if (facts_.has_tier) text += text_cell(segment.tier);
    if (facts_.has_speaker) text += text_cell(segment.speaker);
    if (facts_.has_channel) text += cell(segment.channel ? std::to_string(*segment.channel) : "");
    const std::string speech = html_number(segment.speech);
    text += written(segment.speech) ? cell("<meter value=\"" + speech + "\"></meter>" + speech) : cell(speech);
    for (const Dimension& column : dimension_columns(facts_)) text += cell(html_number(segment.*column.value));
    if (has_warnings) text += text_cell(warning_codes(segment.warnings, ", "));
    for (std::size_t i = 0; i < facts_.categories.size(); ++i)
      text += cell(i < segment.categories.size() ? html_number(segment.categories[i]) : "–");
    return text + "</tr>\n";
  }

  std::ostream& out_;
  RunFacts facts_;
  bool has_begun_ = false;
};

}  // namespace

std::unique_ptr<Writer> make_html_writer(std::ostream& out, const RunFacts& facts) {
  return std::make_unique<HtmlWriter>(out, facts);
}

}  // namespace affectus
