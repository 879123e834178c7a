// Praat's long text format, UTF-8 (Praat's manual: "TextGrid file formats"). Every tier covers the recording from 0 to its
// end; where there is nothing to say the text is empty.
#include <algorithm>
#include <cmath>

#include "outputs/timeline.h"
#include "outputs/whole_recordings.h"
#include "outputs/writers.h"
#include "text/text.h"

namespace affectus {
namespace {

constexpr std::int64_t microseconds = 1000000;

std::string praat_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : one_line(text)) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string praat_time(std::int64_t ticks) { return seconds_text(static_cast<double>(ticks) / microseconds); }

// The intervals and, between them, the empty ones.
std::vector<TierInterval> without_gaps(const std::vector<TierInterval>& intervals, std::int64_t end) {
  std::vector<TierInterval> all;
  std::int64_t at = 0;
  for (const TierInterval& interval : intervals) {
    if (at < interval.start) all.push_back({at, interval.start, ""});
    all.push_back(interval);
    at = interval.end;
  }
  if (at < end) all.push_back({at, end, ""});
  return all;
}

class TextGridWriter : public WholeRecordingWriter {
 public:
  TextGridWriter(std::ostream& out, const RunFacts& facts) : out_(out), facts_(facts) {}

  void write(const FileResult& result) override {
    if (result.failure) return;
    const std::vector<Tier> tiers = make_tiers(result, facts_, microseconds);
    // Praat takes no grid without length.
    std::int64_t end = std::max<std::int64_t>(1, std::llround(result.duration_s * microseconds));
    for (const Tier& tier : tiers)
      if (!tier.intervals.empty()) end = std::max(end, tier.intervals.back().end);
    out_ << "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0 \nxmax = " << praat_time(end)
         << " \ntiers? <exists> \nsize = " << std::to_string(tiers.size()) << " \nitem []: \n";
    for (std::size_t i = 0; i < tiers.size(); ++i) write_tier(i + 1, tiers[i], end);
  }

  void finish() override { out_.flush(); }

 private:
  void write_tier(std::size_t number, const Tier& tier, std::int64_t end) {
    const std::vector<TierInterval> intervals = without_gaps(tier.intervals, end);
    out_ << "    item [" << std::to_string(number)
         << "]:\n        class = \"IntervalTier\" \n        name = " << praat_text(tier.name)
         << " \n        xmin = 0 \n        xmax = " << praat_time(end)
         << " \n        intervals: size = " << std::to_string(intervals.size()) << " \n";
    for (std::size_t i = 0; i < intervals.size(); ++i) {
      out_ << "        intervals [" << std::to_string(i + 1) << "]:\n            xmin = " << praat_time(intervals[i].start)
           << " \n            xmax = " << praat_time(intervals[i].end)
           << " \n            text = " << praat_text(intervals[i].text) << " \n";
    }
  }

  std::ostream& out_;
  RunFacts facts_;
};

}  // namespace

std::unique_ptr<Writer> make_textgrid_writer(std::ostream& out, const RunFacts& facts) {
  return std::make_unique<TextGridWriter>(out, facts);
}

}  // namespace affectus
