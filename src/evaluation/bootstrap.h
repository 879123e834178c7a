// Two-level bootstrap over speakers and their utterances.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace affectus {

/// A pseudo-random sequence that is the same on every platform (SplitMix64, Steele et al. 2014).
class Randomness {
 public:
  explicit Randomness(std::uint64_t seed) : state_(seed) {}
  /// Uniform below `bound`, which is at least 1; the bias is below bound / 2^64.
  std::size_t below(std::size_t bound);

 private:
  std::uint64_t state_;
};

/// Indices of the utterances by their group's name (their speaker), for resample().
std::vector<std::vector<std::size_t>> groups_of(const std::vector<std::string>& names);

/// Draws as many groups as there are, with replacement, then within each as many members as it has, with replacement;
/// `groups` holds the members' indices, none is empty. `drawn` takes the indices.
void resample(const std::vector<std::vector<std::size_t>>& groups, Randomness& randomness, std::vector<std::size_t>& drawn);

/// The value below which the share `quantile` (0 to 1) of `values` lies, interpolated between neighbours. `values` is sorted
/// here and not empty.
double quantile(std::vector<double>& values, double share);

/// Of 95 %.
struct ConfidenceInterval {
  double low = 0;
  double high = 0;
};

/// The 2.5th and 97.5th percentile of the finite ones among `values`, a figure's resamples; absent if there is none.
std::optional<ConfidenceInterval> percentile_interval(std::vector<double> values);

/// The percentile interval of a figure of utterances, over `resamples` draws of speakers, then of utterances within them:
/// `statistic` takes the indices drawn, into `speakers`. Absent without utterances.
std::optional<ConfidenceInterval> bootstrap_interval(
    const std::vector<std::string>& speakers, std::size_t resamples, std::uint64_t seed,
    const std::function<double(const std::vector<std::size_t>&)>& statistic);

}  // namespace affectus
