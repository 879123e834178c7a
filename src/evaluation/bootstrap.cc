#include "evaluation/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/random.h"

namespace affectus {

std::size_t Randomness::below(std::size_t bound) {
  return static_cast<std::size_t>(splitmix(state_ += splitmix_increment) % bound);
}

std::vector<std::vector<std::size_t>> groups_of(const std::vector<std::string>& names) {
  std::map<std::string, std::vector<std::size_t>> by_name;
  for (std::size_t i = 0; i < names.size(); ++i) by_name[names[i]].push_back(i);
  std::vector<std::vector<std::size_t>> groups;
  groups.reserve(by_name.size());
  for (auto& [name, members] : by_name) groups.push_back(std::move(members));
  return groups;
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

std::optional<ConfidenceInterval> percentile_interval(std::vector<double> values) {
  std::erase_if(values, [](double one) { return !std::isfinite(one); });
  if (values.empty()) return std::nullopt;
  const double low = quantile(values, 0.025);
  return ConfidenceInterval{low, quantile(values, 0.975)};
}

std::optional<ConfidenceInterval> bootstrap_interval(
    const std::vector<std::string>& speakers, std::size_t resamples, std::uint64_t seed,
    const std::function<double(const std::vector<std::size_t>&)>& statistic) {
  if (speakers.empty()) return std::nullopt;
  const auto groups = groups_of(speakers);
  Randomness randomness(seed);
  std::vector<std::size_t> drawn;
  std::vector<double> values;
  for (std::size_t i = 0; i < resamples; ++i) {
    resample(groups, randomness, drawn);
    values.push_back(statistic(drawn));
  }
  return percentile_interval(std::move(values));
}

}  // namespace affectus
