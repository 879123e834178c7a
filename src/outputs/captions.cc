#include "outputs/captions.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "outputs/result_text.h"
#include "text/text.h"

namespace affectus {
namespace {

std::int64_t to_ms(double seconds) { return std::llround(std::clamp(seconds, 0.0, 1e9) * 1000); }

std::string cue_number(std::optional<double> value) {
  value = written(value);
  return value ? decimal(*value, 2) : "-";
}

}  // namespace

// Windows come in the order of their starts, as cues must; the user's intervals may not.
void CaptionWriter::row(const EmotionSegment& row) {
  if (facts_.has_intervals) return held_.push_back(row);
  write_cue(row);
}

void CaptionWriter::end(const RecordingEnd& end) {
  std::ranges::stable_sort(held_, {}, &EmotionSegment::start_s);
  for (const EmotionSegment& row : held_) write_cue(row);
  held_.clear();
  if (end.failure) return;
  write_header();
  if (!end.warnings.empty()) out_ << footer(end.warnings);
}

void CaptionWriter::write_header() {
  if (has_header_) return;
  has_header_ = true;
  const std::string text = header();
  is_empty_ = text.empty();
  out_ << text;
}

void CaptionWriter::write_cue(const EmotionSegment& row) {
  write_header();
  const std::int64_t start = to_ms(row.start_s), end = std::max(to_ms(row.end_s), start + 1);
  out_ << (is_empty_ ? "" : "\n") << std::to_string(++number_) << '\n'
       << cue_time(start) << " --> " << cue_time(end) << '\n'
       << payload(row) << std::flush;
  is_empty_ = false;
}

// hh:mm:ss.ttt
std::string CaptionWriter::cue_time(std::int64_t ms) const {
  const auto digits = [](std::int64_t value, std::size_t count) {
    const std::string text = std::to_string(value);
    return std::string(text.size() < count ? count - text.size() : 0, '0') + text;
  };
  const std::int64_t seconds = ms / 1000;
  return digits(seconds / 3600, 2) + ":" + digits(seconds / 60 % 60, 2) + ":" + digits(seconds % 60, 2) + decimal_mark_ +
         digits(ms % 1000, 3);
}

std::string CaptionWriter::payload(const EmotionSegment& segment) const {
  std::string origin;
  const auto add = [&](const std::string& text) {
    if (!text.empty()) origin += (origin.empty() ? "" : " | ") + cue_text(one_line(text));
  };
  if (segment.channel) add("channel " + std::to_string(*segment.channel));
  add(segment.tier);
  if (segment.speaker != segment.label) add(segment.speaker);
  add(segment.label);
  std::string text = origin.empty() ? "" : origin + "\n";
  for (const Dimension& column : dimension_columns(facts_))
    text += std::string(column.name) + " " + cue_number(segment.*column.value) + "  ";
  text += "speech " + cue_number(segment.speech) + "\n";
  if (const std::optional<TopCategory> top = top_category(segment, facts_))
    text += cue_text(one_line(top->name)) + " " + cue_number(top->probability) + "\n";
  if (!segment.warnings.empty()) text += "(" + warning_codes(segment.warnings, ", ") + ")\n";
  return text;
}

}  // namespace affectus
