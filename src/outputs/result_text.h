// Texts that several writers share.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "affectus/results.h"
#include "prediction/scale_ends.h"
#include "prediction/written.h"

namespace affectus {

/// One of the three dimensions of a row.
struct Dimension {
  const char* name;
  std::optional<double> EmotionSegment::*value;
};
/// In the order of every output.
inline constexpr std::array<Dimension, 3> dimensions = {{
    {"activation", &EmotionSegment::activation},
    {"valence", &EmotionSegment::valence},
    {"dominance", &EmotionSegment::dominance},
}};

/// Their standard deviations among raters, for models that estimate them.
inline constexpr std::array<Dimension, 3> deviations = {{
    {"activation_sd", &EmotionSegment::activation_sd},
    {"valence_sd", &EmotionSegment::valence_sd},
    {"dominance_sd", &EmotionSegment::dominance_sd},
}};

/// Before the shift by a baseline.
inline constexpr std::array<Dimension, 3> raw_dimensions = {{
    {"activation_raw", &EmotionSegment::activation_raw},
    {"valence_raw", &EmotionSegment::valence_raw},
    {"dominance_raw", &EmotionSegment::dominance_raw},
}};

/// The columns of a run for people, in order: the dimensions, then their deviations if the model gives them.
std::vector<Dimension> dimension_columns(const RunFacts& facts);
/// The columns of a run for programs: the same, then the dimensions before the shift if there is a baseline.
std::vector<Dimension> all_columns(const RunFacts& facts);

/// The codes, joined by `separator`.
std::string warning_codes(const std::vector<Warning>& warnings, const std::string& separator);

/// The meaning of a code, for the user: "no frame holds speech: the values mean little".
std::string explanation(Warning warning);

/// True if the values of a row with this warning do not describe the speech.
bool makes_values_doubtful(Warning warning);

/// The number of rows of a recording with each code. Codes of the whole recording are included, if only with 0.
std::map<Warning, std::size_t> count_warnings(const FileResult& result);

/// "sam, 1 to 7"
std::string scale_text(Scale scale);

/// How rows are shifted, one line for people: "Values are shifted by a baseline: activation -0.42, valence +0.61, dominance
/// +0.10". Empty without a baseline.
std::string shift_text(const RunFacts& facts);

struct TopCategory {
  std::string name;
  float probability = 0;
};
/// The most probable category of a row (the first of equals); absent without categories.
std::optional<TopCategory> top_category(const EmotionSegment& segment, const RunFacts& facts);

}  // namespace affectus
