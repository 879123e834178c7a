// Arranges rows along time without overlap, for documents whose intervals cannot overlap: TextGrid, EAF, pictures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "affectus/results.h"

namespace affectus {

/// The place of a row. Cells of one layer do not overlap.
struct TimelineCell {
  std::int64_t start_us = 0;  // microseconds
  std::int64_t end_us = 0;    // not before the start
  const EmotionSegment* row = nullptr;
  std::size_t layer = 0;
};

struct Timeline {
  std::optional<int> channel;       // if channels are scored each
  std::vector<TimelineCell> cells;  // by start
  std::size_t layers = 1;
};

/// Makes one timeline for each channel, at least one. Overlapping windows become cells of one hop around each window's
/// centre. The last window of a signal may be less than a hop from the one before it; its cell then begins where the other
/// ends. Other overlapping rows (the user's intervals) go to further layers. Cells are cut at the end of the file. `result`
/// must outlive them.
std::vector<Timeline> make_timelines(const FileResult& result, const RunFacts& facts);

struct TierInterval {
  std::int64_t start = 0;  // ticks
  std::int64_t end = 0;    // after start
  std::string text;        // never empty
};

struct Tier {
  std::string name;                     // unique
  std::vector<TierInterval> intervals;  // in the order of time, without overlap
};

/// Makes for each channel and layer: a tier for each dimension, one for its deviation if the model gives it, one for the
/// category, one each for label, tier and speaker if the run has them, and one for the rows' warnings if there are any.
/// Names are "activation" and so on, with "(channel 0)" if channels are scored each, and with a number from the second layer
/// on. Warnings of the whole recording, if there are any, are a last tier, "recording warnings".
std::vector<Tier> make_tiers(const FileResult& result, const RunFacts& facts, std::int64_t ticks_per_second);

}  // namespace affectus
