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
