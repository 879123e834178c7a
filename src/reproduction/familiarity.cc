#include "reproduction/familiarity.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "affectus/model_config.h"
#include "evaluation/error_by_distance.h"

namespace affectus {

std::optional<FamiliarityFigures> measure_familiarity(std::span<const Answers> answers, std::size_t resamples,
                                                      std::uint64_t seed) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  std::vector<ResampledFigure> correlations;
  std::vector<double> errors;
  for (const Answers& one : answers) {
    std::optional<ErrorByDistance> figures = error_by_distance(one.utterances, resamples, seed);
    if (!figures) return std::nullopt;
    const double value = figures->correlation.value_or(undefined);
    correlations.push_back({.value = value, .by_answers = {value}, .resamples = std::move(figures->resamples)});
    errors.resize(errors.empty() ? figures->errors.size() : std::min(errors.size(), figures->errors.size()));
    for (std::size_t i = 0; i < errors.size(); ++i) errors[i] += figures->errors[i] / static_cast<double>(answers.size());
  }
  if (correlations.empty()) return std::nullopt;
  return FamiliarityFigures{.correlation = mean_of(correlations), .errors = std::move(errors)};
}

std::vector<double> distances_of(std::span<const Answers> answers) {
  std::vector<double> distances;
  for (const Answers& one : answers)
    for (const ScoredUtterance& utterance : one.utterances)
      if (utterance.distance) distances.push_back(*utterance.distance);
  return distances;
}

std::vector<double> distance_quantiles(const std::vector<std::vector<double>>& sets) {
  std::vector<std::pair<double, double>> weighted;  // distance, and its share of the whole weight
  for (const std::vector<double>& set : sets) {
    if (set.empty()) return {};
    const double share = 1 / (static_cast<double>(sets.size()) * static_cast<double>(set.size()));
    for (const double distance : set) weighted.emplace_back(distance, share);
  }
  if (weighted.empty()) return {};
  std::ranges::sort(weighted);
  constexpr std::size_t steps = ModelConfig::distance_quantiles - 1;
  constexpr double rounding = 1e-9;
  std::vector<double> quantiles;
  double below = 0;  // and at the last distance that was seen
  for (const auto& [distance, share] : weighted) {
    below += share;
    while (quantiles.size() <= steps &&
           below + rounding >= static_cast<double>(quantiles.size()) / static_cast<double>(steps))
      quantiles.push_back(distance);
  }
  return quantiles;
}

}  // namespace affectus
