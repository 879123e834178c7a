#include "evaluation/error_by_distance.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "evaluation/evaluation.h"
#include "evaluation/resampled_figures.h"

namespace affectus {
namespace {

constexpr std::size_t distance_groups = 5;

// NaN where nothing can be compared.
double error_of(const ScoredUtterance& utterance) {
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < utterance.target.size(); ++i) {
    const double error = std::abs(utterance.prediction[i].value_or(NAN) - utterance.target[i].value_or(NAN));
    if (std::isfinite(error)) sum += error, ++count;
  }
  return sum / count;
}

std::vector<double> errors_of_groups(const std::vector<double>& distances, const std::vector<double>& errors,
                                     std::vector<std::size_t> order) {
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return distances[i]; });
  const std::size_t groups = std::min(distance_groups, order.size());
  std::vector<double> means;
  for (std::size_t group = 0; group < groups; ++group) {
    const std::size_t begin = group * order.size() / groups, end = (group + 1) * order.size() / groups;
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += errors[order[i]];
    means.push_back(sum / static_cast<double>(end - begin));
  }
  return means;
}

}  // namespace

std::optional<ErrorByDistance> error_by_distance(const std::vector<ScoredUtterance>& utterances, std::size_t resamples,
                                                 std::uint64_t seed) {
  std::vector<double> distances, errors;
  std::vector<std::string> speakers;
  for (const ScoredUtterance& one : utterances) {
    const double error = error_of(one);
    if (!one.distance || !std::isfinite(error)) continue;
    distances.push_back(*one.distance);
    errors.push_back(error);
    speakers.push_back(one.speaker);
  }
  if (errors.empty()) return std::nullopt;
  std::vector<std::size_t> drawn(errors.size());
  std::iota(drawn.begin(), drawn.end(), std::size_t{0});
  ErrorByDistance result;
  result.count = errors.size();
  result.errors = errors_of_groups(distances, errors, drawn);
  const std::vector<std::size_t> x = places_of(distances), y = places_of(errors);
  const double correlation = rank_correlation(x, y, drawn);
  if (!std::isfinite(correlation)) return result;
  result.correlation = correlation;
  const auto groups = groups_of(speakers);
  Randomness randomness(seed);
  for (std::size_t i = 0; i < resamples; ++i) {
    resample(groups, randomness, drawn);
    result.resamples.push_back(rank_correlation(x, y, drawn));
  }
  return result;
}

}  // namespace affectus
