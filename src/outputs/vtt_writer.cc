// WebVTT (W3C): a cue a row, by start, as soon as it is there. Cues may overlap, so windows keep their own times.
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "outputs/result_text.h"
#include "outputs/writers.h"
#include "text/text.h"

namespace affectus {
namespace {

std::int64_t to_ms(double seconds) { return std::llround(std::clamp(seconds, 0.0, 1e9) * 1000); }

// hh:mm:ss.ttt
std::string cue_time(std::int64_t ms) {
  const auto digits = [](std::int64_t value, std::size_t count) {
    const std::string text = std::to_string(value);
    return std::string(text.size() < count ? count - text.size() : 0, '0') + text;
  };
  const std::int64_t seconds = ms / 1000;
  return digits(seconds / 3600, 2) + ":" + digits(seconds / 60 % 60, 2) + ":" + digits(seconds % 60, 2) + "." +
         digits(ms % 1000, 3);
}

// Escaped angle brackets also keep "-->" out of the text.
std::string cue_text(const std::string& text) {
  std::string escaped;
  for (const char c : one_line(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string cue_number(std::optional<double> value) {
  value = written(value);
  return value ? decimal(*value, 2) : "-";
}

class VttWriter : public Writer {
 public:
  VttWriter(std::ostream& out, const RunFacts& facts) : out_(out), facts_(facts) {}

  void begin(const Recording&) override { number_ = 0; }

  // Windows come in the order of their starts, as cues must; the user's intervals may not.
  void row(const EmotionSegment& row) override {
    if (facts_.has_intervals) return held_.push_back(row);
    write_cue(row);
  }

  void end(const RecordingEnd& end) override {
    std::ranges::stable_sort(held_, {}, &EmotionSegment::start_s);
    for (const EmotionSegment& row : held_) write_cue(row);
    held_.clear();
    if (!end.failure) write_header();
  }

  void finish() override { out_.flush(); }

 private:
  void write_header() {
    if (has_header_) return;
    has_header_ = true;
    out_ << "WEBVTT\n\nNOTE\nModel " << cue_text(facts_.model);
    if (!facts_.licence.empty()) out_ << " (licence " << cue_text(facts_.licence) << ")";
    out_ << ", scale " << scale_text(facts_.scale) << '\n';
  }

  void write_cue(const EmotionSegment& row) {
    write_header();
    const std::int64_t start = to_ms(row.start_s), end = std::max(to_ms(row.end_s), start + 1);
    out_ << '\n'
         << std::to_string(++number_) << '\n'
         << cue_time(start) << " --> " << cue_time(end) << '\n'
         << payload(row) << std::flush;
  }

  std::string payload(const EmotionSegment& segment) const {
    std::string origin;
    const auto add = [&origin](const std::string& text) {
      if (!text.empty()) origin += (origin.empty() ? "" : " | ") + cue_text(text);
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
      text += cue_text(top->name) + " " + cue_number(top->probability) + "\n";
    if (!segment.warnings.empty()) text += "(" + warning_codes(segment.warnings, ", ") + ")\n";
    return text;
  }

  std::ostream& out_;
  RunFacts facts_;
  bool has_header_ = false;
  std::size_t number_ = 0;            // of the last cue
  std::vector<EmotionSegment> held_;  // not in the order of their starts yet
};

}  // namespace

std::unique_ptr<Writer> make_vtt_writer(std::ostream& out, const RunFacts& facts) {
  return std::make_unique<VttWriter>(out, facts);
}

}  // namespace affectus
