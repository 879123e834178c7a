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
#include "text/text.h"

namespace affectus {
namespace {

constexpr std::size_t bands_drawn = 600;  // more cannot be told apart at the picture's width
constexpr std::size_t rows_open = 60;     // longer tables are folded
constexpr float little_speech = 0.1F;     // rows below are printed faintly

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

std::vector<ChartBand> speech_bands(const std::vector<TimelineCell>& cells) {
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
    begin();
    const std::string title = "<h2>" + escape_xml(result.file) + "</h2>\n";
    if (result.failure) {
      out_ << "<section class=\"failed\">" << title << "<p>" << escape_xml(result.failure->message) << "</p></section>\n";
      return;
    }
    out_ << "<section>" << title << "<div class=\"soft\">" << clock_text(result.duration_s, 1) << ", "
         << std::to_string(result.segments.size()) << (result.segments.size() == 1 ? " row" : " rows") << "</div>\n"
         << summary(result);
    if (!result.segments.empty()) out_ << charts(result) << table(result);
    out_ << "</section>\n";
  }

  void finish() override {
    begin();
    out_ << html_page_end() << std::flush;
  }

 private:
  void begin() {
    if (!has_begun_) out_ << html_page_begin(facts_);
    has_begun_ = true;
  }

  std::string tile(const Dimension& dimension, std::optional<double> value) const {
    const ScaleEnds ends = scale_ends(facts_.scale);
    value = written(value);
    std::string text = std::string("<div class=\"tile\"><span class=\"soft\">") + dimension.name + "</span><b>" +
                       html_number(value) + "</b><div class=\"track\">";
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
    return "<div class=\"tiles\">" + tile(dimensions[0], average.activation()) + tile(dimensions[1], average.valence()) +
           tile(dimensions[2], average.dominance()) + "</div>\n";
  }

  std::string charts(const FileResult& result) const {
    const ScaleEnds ends = scale_ends(facts_.scale);
    std::string text = "<div class=\"chart\">";
    for (const Timeline& timeline : make_timelines(result, facts_)) {
      LineChart chart;
      chart.title = timeline.channel ? "Channel " + std::to_string(*timeline.channel) : "";
      chart.x = {.title = "time", .low = 0, .high = result.duration_s, .time = true};
      chart.y = {.title = to_string(facts_.scale), .low = ends.low, .high = ends.high};
      chart.baseline = ends.neutral();
      chart.bands = speech_bands(timeline.cells);
      chart.band_name = "speech";
      for (const Dimension& dimension : dimensions)
        chart.series.push_back({dimension.name, curve(timeline, dimension, facts_.hop_s > 0)});
      text += draw(chart);
    }
    return text + "</div>\n";
  }

  std::string table(const FileResult& result) const {
    std::string text = "<details" + std::string(result.segments.size() <= rows_open ? " open" : "") +
                       "><summary>Rows</summary><div class=\"table\"><table><thead><tr><th>start</th><th>end</th>";
    if (facts_.has_label) text += "<th class=\"text\">label</th>";
    if (facts_.has_tier) text += "<th class=\"text\">tier</th>";
    if (facts_.has_speaker) text += "<th class=\"text\">speaker</th>";
    if (facts_.has_channel) text += "<th>channel</th>";
    text += "<th>speech</th>";
    for (const Dimension& column : dimension_columns(facts_)) text += std::string("<th>") + column.name + "</th>";
    for (const std::string& category : facts_.categories) text += "<th>" + escape_xml(category) + "</th>";
    text += "</tr></thead><tbody>\n";
    for (const EmotionSegment& segment : result.segments) text += row(segment);
    return text + "</tbody></table></div></details>\n";
  }

  std::string row(const EmotionSegment& segment) const {
    const auto cell = [](const std::string& content) { return "<td>" + content + "</td>"; };
    const auto text_cell = [](const std::string& content) { return "<td class=\"text\">" + escape_xml(content) + "</td>"; };
    std::string text = segment.speech < little_speech ? "<tr class=\"quiet\">" : "<tr>";
    text += cell(clock_text(segment.start_s, 2)) + cell(clock_text(segment.end_s, 2));
    if (facts_.has_label) text += text_cell(segment.label);
    if (facts_.has_tier) text += text_cell(segment.tier);
    if (facts_.has_speaker) text += text_cell(segment.speaker);
    if (facts_.has_channel) text += cell(segment.channel ? std::to_string(*segment.channel) : "");
    const std::string speech = html_number(segment.speech);
    text += written(segment.speech) ? cell("<meter value=\"" + speech + "\"></meter>" + speech) : cell(speech);
    for (const Dimension& column : dimension_columns(facts_)) text += cell(html_number(segment.*column.value));
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
