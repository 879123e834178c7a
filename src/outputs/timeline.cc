#include "outputs/timeline.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "outputs/result_text.h"
#include "text/text.h"

namespace affectus {
namespace {

constexpr std::int64_t us_per_second = 1000000;

std::int64_t to_us(double seconds) { return std::llround(std::clamp(seconds, 0.0, 1e9) * us_per_second); }

// Rows of one signal come in the order of time; what else overlaps are the user's own intervals.
bool are_neighbour_windows(const EmotionSegment& row, const EmotionSegment& next) {
  return row.start_s < next.start_s && next.start_s < row.end_s && row.end_s < next.end_s + 1e-6 &&
         row.label == next.label && row.tier == next.tier && row.speaker == next.speaker;
}

std::vector<TimelineCell> place(const std::vector<const EmotionSegment*>& rows, const RunFacts& facts,
                                std::int64_t duration_us) {
  const bool are_windows = facts.hop_s > 0 || !facts.has_intervals;
  std::vector<TimelineCell> cells;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const EmotionSegment& row = *rows[i];
    const bool follows = are_windows && i > 0 && are_neighbour_windows(*rows[i - 1], row);
    const bool leads = are_windows && i + 1 < rows.size() && are_neighbour_windows(row, *rows[i + 1]);
    double start_s = row.start_s, end_s = row.end_s;
    if (facts.hop_s > 0 && (follows || leads)) {
      const double centre_s = (start_s + end_s) / 2;
      start_s = std::max(start_s, centre_s - facts.hop_s / 2);
      end_s = std::min(end_s, centre_s + facts.hop_s / 2);
    }
    TimelineCell cell{to_us(start_s), to_us(end_s), &row, 0};
    if (follows) cell.start_us = std::max(cell.start_us, cells.back().end_us);
    if (duration_us > 0) {
      cell.start_us = std::min(cell.start_us, duration_us);
      cell.end_us = std::min(cell.end_us, duration_us);
    }
    cell.end_us = std::max(cell.end_us, cell.start_us);
    cells.push_back(cell);
  }
  return cells;
}

// Each cell goes to the first layer that is free at its start. Returns the number of layers, at least 1.
std::size_t assign_layers(std::vector<TimelineCell>& cells) {
  std::stable_sort(cells.begin(), cells.end(), [](const auto& a, const auto& b) { return a.start_us < b.start_us; });
  std::vector<std::int64_t> ends(1, 0);
  for (TimelineCell& cell : cells) {
    const auto free = std::find_if(ends.begin(), ends.end(), [&cell](std::int64_t end) { return end <= cell.start_us; });
    cell.layer = static_cast<std::size_t>(free - ends.begin());
    if (free == ends.end()) ends.push_back(0);
    ends[cell.layer] = cell.end_us;
  }
  return ends.size();
}

struct TierKind {
  std::string name;
  std::function<std::string(const EmotionSegment&)> text;
};

std::vector<TierKind> tier_kinds(const FileResult& result, const RunFacts& facts) {
  std::vector<TierKind> kinds;
  for (const Dimension& column : dimension_columns(facts)) {
    kinds.push_back({column.name, [value = column.value](const EmotionSegment& row) {
                       const std::optional<double> number = written(row.*value);
                       return number ? decimal(*number, 4) : std::string();
                     }});
  }
  if (!facts.categories.empty()) {
    kinds.push_back({"category", [&facts](const EmotionSegment& row) {
                       const std::optional<TopCategory> top = top_category(row, facts);
                       return top ? top->name : std::string();
                     }});
  }
  if (facts.has_label) kinds.push_back({"label", [](const EmotionSegment& row) { return row.label; }});
  if (facts.has_tier) kinds.push_back({"tier", [](const EmotionSegment& row) { return row.tier; }});
  if (facts.has_speaker) kinds.push_back({"speaker", [](const EmotionSegment& row) { return row.speaker; }});
  if (std::ranges::any_of(result.segments, [](const EmotionSegment& row) { return !row.warnings.empty(); }))
    kinds.push_back({"warnings", [](const EmotionSegment& row) { return warning_codes(row.warnings, ", "); }});
  return kinds;
}

std::vector<TierInterval> tier_intervals(const Timeline& timeline, std::size_t layer, const TierKind& kind,
                                         std::int64_t ticks_per_second) {
  const double ticks_per_us = static_cast<double>(ticks_per_second) / us_per_second;
  const auto to_ticks = [ticks_per_us](std::int64_t us) { return std::llround(static_cast<double>(us) * ticks_per_us); };
  std::vector<TierInterval> intervals;
  std::int64_t last_end = 0;
  for (const TimelineCell& cell : timeline.cells) {
    if (cell.layer != layer) continue;
    const std::int64_t start = std::max<std::int64_t>(to_ticks(cell.start_us), last_end);
    last_end = std::max<std::int64_t>(to_ticks(cell.end_us), start + 1);  // no interval may be empty
    std::string text = one_line(kind.text(*cell.row));
    if (!text.empty()) intervals.push_back({start, last_end, std::move(text)});
  }
  return intervals;
}

}  // namespace

std::vector<Timeline> make_timelines(const FileResult& result, const RunFacts& facts) {
  std::map<std::optional<int>, std::vector<const EmotionSegment*>> channels;
  for (const EmotionSegment& row : result.segments) channels[row.channel].push_back(&row);
  if (channels.empty()) channels[std::nullopt];
  std::vector<Timeline> timelines;
  for (const auto& [channel, rows] : channels) {
    Timeline timeline{channel, place(rows, facts, to_us(result.duration_s)), 1};
    timeline.layers = assign_layers(timeline.cells);
    timelines.push_back(std::move(timeline));
  }
  return timelines;
}

std::vector<Tier> make_tiers(const FileResult& result, const RunFacts& facts, std::int64_t ticks_per_second) {
  const std::vector<TierKind> kinds = tier_kinds(result, facts);
  std::vector<Tier> tiers;
  for (const Timeline& timeline : make_timelines(result, facts)) {
    for (std::size_t layer = 0; layer < timeline.layers; ++layer) {
      std::string suffix = timeline.channel ? " (channel " + std::to_string(*timeline.channel) + ")" : "";
      if (layer > 0) suffix += " " + std::to_string(layer + 1);
      for (const TierKind& kind : kinds)
        tiers.push_back({kind.name + suffix, tier_intervals(timeline, layer, kind, ticks_per_second)});
    }
  }
  if (result.warnings.empty()) return tiers;
  const auto end = std::llround(std::clamp(result.duration_s, 0.0, 1e9) * static_cast<double>(ticks_per_second));
  tiers.push_back({"recording warnings", {{0, std::max(1LL, end), warning_codes(result.warnings, ", ")}}});
  return tiers;
}

}  // namespace affectus
