// Finds the values of a front end's frames that carry emotion, by the correlation of their means over utterances with the
// dimensions, as in the selection of salient representation dimensions of arXiv 2312.16180.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace affectus {

/// One utterance: means over time of each value, and its targets (activation, valence, dominance; NaN: not rated).
struct UtteranceMeans {
  std::vector<float> means;
  std::array<double, 3> targets;
};

/// |Pearson's r| between a value's means and each dimension's targets; 0 if either is constant.
struct ValueSaliency {
  std::array<double, 3> correlation{};
  double strongest() const { return std::max({correlation[0], correlation[1], correlation[2]}); }
};

/// All utterances have the same number of means. Throws Error(invalid_argument) for fewer than 3 utterances.
std::vector<ValueSaliency> saliency(const std::vector<UtteranceMeans>& utterances);

/// The `count` most salient values, in ascending order. They are chosen for each of the three dimensions in turn, the
/// strongest first, so that every dimension has its values. A value whose means correlate with those of a chosen one by more
/// than `most_alike` (0 to 1) is skipped as long as others are left.
std::vector<std::size_t> select_salient(const std::vector<UtteranceMeans>& utterances,
                                        const std::vector<ValueSaliency>& values, std::size_t count, double most_alike);

}  // namespace affectus
