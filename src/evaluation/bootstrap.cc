#include "evaluation/bootstrap.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace affectus {

std::size_t Randomness::below(std::size_t bound) {
  return static_cast<std::size_t>(splitmix(state_ += splitmix_increment) % bound);
}

void resample(const std::vector<std::vector<std::size_t>>& groups, Randomness& randomness, std::vector<std::size_t>& drawn) {
  drawn.clear();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::vector<std::size_t>& group = groups[randomness.below(groups.size())];
    for (std::size_t member = 0; member < group.size(); ++member) drawn.push_back(group[randomness.below(group.size())]);
  }
}

double quantile(std::vector<double>& values, double share) {
  std::sort(values.begin(), values.end());
  const double position = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(position));
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (position - std::floor(position)) * (values[above] - values[below]);
}

}  // namespace affectus
