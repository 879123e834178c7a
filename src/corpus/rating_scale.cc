#include "corpus/rating_scale.h"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "base/dimensions.h"

namespace affectus {
namespace {

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void add(const std::optional<double>& value) {
    if (!value) return;
    low = std::min(low, *value);
    high = std::max(high, *value);
  }
  bool is_below_scale() const { return low < 1 && high <= 1 && low >= -1; }
};

}  // namespace

std::string scale_warning(const Manifest& manifest) {
  std::array<Range, 3> ranges;
  for (const Utterance& one : manifest.utterances) {
    ranges[0].add(one.activation);
    ranges[1].add(one.valence);
    ranges[2].add(one.dominance);
  }
  std::vector<std::string> names;
  bool is_signed = false;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (!ranges[i].is_below_scale()) continue;
    names.emplace_back(dimension_names[i]);
    is_signed = is_signed || ranges[i].low < 0;
  }
  if (names.empty()) return "";
  std::string text = names.front();
  for (std::size_t i = 1; i < names.size(); ++i) text += (i + 1 == names.size() ? " and " : ", ") + names[i];
  return manifest.file.string() + ": expected ratings from 1 to 7 (4 is neutral), found all of " + text + " from " +
         (is_signed ? "-1 to 1; if that is their scale, write 4 + 3 x for each x"
                    : "0 to 1; if that is their scale, write 1 + 6 x for each x");
}

}  // namespace affectus
