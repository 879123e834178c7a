// Rows laid out along time so that none overlaps another, for documents whose intervals cannot: TextGrid, EAF, pictures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "affectus/results.h"

namespace affectus {

/// Where a row stands. Cells of one layer do not overlap.
struct TimelineCell {
  std::int64_t start_us = 0;  // microseconds
  std::int64_t end_us = 0;    // not before the start
  const EmotionSegment* row = nullptr;
  std::size_t layer = 0;
};

struct Timeline {
  std::optional<int> channel;       // where channels are scored each
  std::vector<TimelineCell> cells;  // by start
  std::size_t layers = 1;
};

/// One timeline a channel, at least one. Windows that overlap are hop-long about each window's centre; the last window of a
/// signal, which may be less than a hop from the one before it, is cut at the other's end. Rows that overlap otherwise (the
/// user's intervals) go to further layers. Cells are cut at the end of the file. `result` must outlive them.
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

/// For each channel and layer: a tier a dimension, one for its deviation where the model gives them, one for the category,
/// and one each for label, tier and speaker where the run has them. Names: "activation", with "(channel 0)" where channels
/// are scored each, and a number from the second layer on.
std::vector<Tier> make_tiers(const FileResult& result, const RunFacts& facts, std::int64_t ticks_per_second);

}  // namespace affectus
