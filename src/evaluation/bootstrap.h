// Two-level bootstrap over speakers and their utterances.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
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

/// Draws as many groups as there are, with replacement, then within each as many members as it has, with replacement;
/// `groups` holds the members' indices, none is empty. `drawn` takes the indices.
void resample(const std::vector<std::vector<std::size_t>>& groups, Randomness& randomness, std::vector<std::size_t>& drawn);

/// The value below which the share `quantile` (0 to 1) of `values` lies, interpolated between neighbours. `values` is sorted
/// here and not empty.
double quantile(std::vector<double>& values, double share);

}  // namespace affectus
