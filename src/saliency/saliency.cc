#include "saliency/saliency.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "affectus/error.h"

namespace affectus {
namespace {

// Zero mean and unit length; empty where all are the same.
std::vector<double> standardized(std::vector<double> values) {
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  double squares = 0;
  for (double& value : values) {
    value -= mean;
    squares += value * value;
  }
  if (squares <= 1e-12 * (1 + mean * mean) * static_cast<double>(values.size())) return {};
  const double scale = 1 / std::sqrt(squares);
  for (double& value : values) value *= scale;
  return values;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.empty() || b.empty()) return 0;
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

std::vector<double> means_of(const std::vector<UtteranceMeans>& utterances, std::size_t value) {
  std::vector<double> means;
  for (const UtteranceMeans& one : utterances) means.push_back(one.means[value]);
  return standardized(std::move(means));
}

}  // namespace

std::vector<ValueSaliency> saliency(const std::vector<UtteranceMeans>& utterances) {
  if (utterances.size() < 3)
    throw Error(ErrorCode::invalid_argument,
                "saliency: expected at least 3 utterances, found " + std::to_string(utterances.size()));
  std::vector<ValueSaliency> result(utterances.front().means.size());
  for (std::size_t dimension = 0; dimension < 3; ++dimension) {
    std::vector<std::size_t> rated;
    std::vector<double> targets;
    for (std::size_t i = 0; i < utterances.size(); ++i) {
      if (!std::isfinite(utterances[i].targets[dimension])) continue;
      rated.push_back(i);
      targets.push_back(utterances[i].targets[dimension]);
    }
    if (rated.size() < 3) continue;
    targets = standardized(std::move(targets));
    for (std::size_t value = 0; value < result.size(); ++value) {
      std::vector<double> means;
      for (const std::size_t i : rated) means.push_back(utterances[i].means[value]);
      result[value].correlation[dimension] = std::abs(correlation(standardized(std::move(means)), targets));
    }
  }
  return result;
}

std::vector<std::size_t> select_salient(const std::vector<UtteranceMeans>& utterances,
                                        const std::vector<ValueSaliency>& values, std::size_t count, double most_alike) {
  count = std::min(count, values.size());
  std::array<std::vector<std::size_t>, 3> orders;
  for (std::size_t dimension = 0; dimension < 3; ++dimension) {
    orders[dimension].resize(values.size());
    std::iota(orders[dimension].begin(), orders[dimension].end(), std::size_t{0});
    std::ranges::stable_sort(orders[dimension], std::greater<>(),
                             [&](std::size_t value) { return values[value].correlation[dimension]; });
  }
  std::vector<std::size_t> chosen, alike;
  std::vector<bool> seen(values.size(), false);
  std::vector<std::vector<double>> chosen_means;
  std::array<std::size_t, 3> next{};
  for (std::size_t turn = 0; chosen.size() < count; ++turn) {
    const std::size_t dimension = turn % 3;
    std::size_t& place = next[dimension];
    while (place < values.size() && seen[orders[dimension][place]]) ++place;
    if (place == values.size()) {
      if (std::ranges::find(seen, false) == seen.end()) break;
      continue;
    }
    const std::size_t value = orders[dimension][place];
    seen[value] = true;
    if (most_alike < 1) {
      std::vector<double> means = means_of(utterances, value);
      const auto is_alike = [&](const std::vector<double>& other) {
        return std::abs(correlation(means, other)) > most_alike;
      };
      if (std::ranges::any_of(chosen_means, is_alike)) {
        alike.push_back(value);
        --turn;  // the same dimension again
        continue;
      }
      chosen_means.push_back(std::move(means));
    }
    chosen.push_back(value);
  }
  for (std::size_t i = 0; chosen.size() < count; ++i) chosen.push_back(alike[i]);
  std::ranges::sort(chosen);
  return chosen;
}

}  // namespace affectus
