#include "outputs/result_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "text/text.h"

namespace affectus {

std::vector<Dimension> dimension_columns(const RunFacts& facts) {
  std::vector<Dimension> columns(dimensions.begin(), dimensions.end());
  if (facts.has_deviations) columns.insert(columns.end(), deviations.begin(), deviations.end());
  return columns;
}

std::optional<double> written(std::optional<double> value) {
  return value && std::abs(*value) <= std::numeric_limits<float>::max() ? value : std::nullopt;
}

std::string warning_codes(const std::vector<Warning>& warnings, const std::string& separator) {
  std::string text;
  for (const Warning warning : warnings) text += (text.empty() ? "" : separator) + to_string(warning);
  return text;
}

std::string explanation(Warning warning) {
  switch (warning) {
    case Warning::no_speech:
      return "no frame holds speech: the values mean little";
    case Warning::channels_cancel:
      return "the channels cancel each other out: their mean, which is scored, is silence (--channel takes a single one)";
    case Warning::gap:
      return "samples are missing within the recording: they are silence of that length";
    case Warning::late_start:
      return "the sound begins after the recording does: what comes before is silence";
    case Warning::truncated:
      return "the recording is cut short, or not all of it is read";
    case Warning::damaged:
      return "parts of the recording could not be decoded";
    case Warning::out_of_depth:
      return "unlike all that the model has learned from";
    case Warning::beyond_end:
      return "the interval reaches beyond the recording";
  }
  return to_string(warning);
}

bool makes_values_doubtful(Warning warning) { return warning == Warning::no_speech || warning == Warning::channels_cancel; }

std::map<Warning, std::size_t> count_warnings(const FileResult& result) {
  std::map<Warning, std::size_t> counts;
  for (const Warning warning : result.warnings) counts[warning];
  for (const EmotionSegment& row : result.segments)
    for (const Warning warning : row.warnings) ++counts[warning];
  return counts;
}

ScaleEnds scale_ends(Scale scale) {
  switch (scale) {
    case Scale::sam:
      return {1, 7};
    case Scale::unit:
      return {0, 1};
    case Scale::signed_:
      return {-1, 1};
  }
  return {1, 7};
}

std::string scale_text(Scale scale) {
  const ScaleEnds ends = scale_ends(scale);
  return to_string(scale) + ", " + trimmed_decimal(ends.low, 0) + " to " + trimmed_decimal(ends.high, 0);
}

std::optional<TopCategory> top_category(const EmotionSegment& segment, const RunFacts& facts) {
  const std::size_t count = std::min(segment.categories.size(), facts.categories.size());
  if (count == 0) return std::nullopt;
  const auto begin = segment.categories.begin();
  const auto best = std::max_element(begin, begin + static_cast<std::ptrdiff_t>(count));
  return TopCategory{facts.categories[static_cast<std::size_t>(best - begin)], *best};
}

}  // namespace affectus
