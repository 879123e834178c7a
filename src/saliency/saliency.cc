#include "saliency/saliency.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>

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
  means.reserve(utterances.size());
  for (const UtteranceMeans& one : utterances) means.push_back(one.means[value]);
  return standardized(std::move(means));
}

// Values from the most to the least salient for each dimension; one that was given for any is not given again.
class Candidates {
 public:
  explicit Candidates(const std::vector<ValueSaliency>& values) : given_(values.size(), false) {
    for (std::size_t dimension = 0; dimension < orders_.size(); ++dimension) {
      std::vector<std::size_t>& order = orders_[dimension];
      order.resize(values.size());
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::ranges::stable_sort(order, std::greater<>(),
                               [&](std::size_t value) { return values[value].correlation[dimension]; });
    }
  }

  std::optional<std::size_t> next(std::size_t dimension) {
    const std::vector<std::size_t>& order = orders_[dimension];
    for (std::size_t& place = places_[dimension]; place < order.size(); ++place) {
      if (given_[order[place]]) continue;
      given_[order[place]] = true;
      return order[place];
    }
    return std::nullopt;
  }

 private:
  std::array<std::vector<std::size_t>, 3> orders_;
  std::array<std::size_t, 3> places_{};
  std::vector<bool> given_;
};

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
      means.reserve(rated.size());
      for (const std::size_t i : rated) means.push_back(utterances[i].means[value]);
      result[value].correlation[dimension] = std::abs(correlation(standardized(std::move(means)), targets));
    }
  }
  return result;
}

std::vector<std::size_t> select_salient(const std::vector<UtteranceMeans>& utterances,
                                        const std::vector<ValueSaliency>& values, std::size_t count, double most_alike) {
  Candidates candidates(values);
  std::vector<std::size_t> chosen, alike;
  std::vector<std::vector<double>> chosen_means;
  const auto is_alike = [&](std::size_t value) {
    if (most_alike >= 1) return false;
    std::vector<double> means = means_of(utterances, value);
    const bool found = std::ranges::any_of(
        chosen_means, [&](const std::vector<double>& other) { return std::abs(correlation(means, other)) > most_alike; });
    if (!found) chosen_means.push_back(std::move(means));
    return found;
  };
  count = std::min(count, values.size());
  for (std::size_t dimension = 0; chosen.size() < count; dimension = (dimension + 1) % 3) {
    std::optional<std::size_t> value = candidates.next(dimension);
    for (; value && is_alike(*value); value = candidates.next(dimension)) alike.push_back(*value);
    if (!value) break;
    chosen.push_back(*value);
  }
  for (std::size_t i = 0; chosen.size() < count; ++i) chosen.push_back(alike[i]);
  std::ranges::sort(chosen);
  return chosen;
}

}  // namespace affectus
