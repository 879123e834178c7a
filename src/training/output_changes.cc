#include "training/output_changes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "affectus/error.h"
#include "text/joined.h"

namespace affectus {
namespace {

// Of the training utterances' `values` that are known, in each dimension; 0 where none is.
std::array<double, 3> mean_of(const TrainingSet& set, std::array<float, 3> LabelledUtterance::*values) {
  std::array<double, 3> means = {};
  for (std::size_t dimension = 0; dimension < means.size(); ++dimension) {
    double sum = 0, count = 0;
    for (const LabelledUtterance& utterance : set.train)
      if (const float value = (utterance.*values)[dimension]; std::isfinite(value)) sum += value, ++count;
    if (count > 0) means[dimension] = sum / count;
  }
  return means;
}

}  // namespace

std::array<float, 3> mean_targets(const TrainingSet& set) {
  std::array<float, 3> means = {};
  std::ranges::transform(mean_of(set, &LabelledUtterance::targets), means.begin(),
                         [](double mean) { return static_cast<float>(mean); });
  return means;
}

std::array<float, 3> mean_deviations_before_softplus(const TrainingSet& set) {
  std::array<float, 3> before = {};
  std::ranges::transform(mean_of(set, &LabelledUtterance::deviations), before.begin(),
                         [](double mean) { return mean > 0 ? static_cast<float>(std::log(std::expm1(mean))) : 0; });
  return before;
}

void spread_outputs(StateTensors& weights, const std::string& layer, const std::array<float, 3>& centre,
                    const std::array<double, 3>& factors) {
  if (!weights.contains(layer + ".weight")) return;
  std::vector<float>& weight = weights.at(layer + ".weight").values;
  std::vector<float>& bias = weights.at(layer + ".bias").values;
  const std::size_t inputs = weight.size() / centre.size();
  for (std::size_t dimension = 0; dimension < centre.size(); ++dimension) {
    const auto factor = static_cast<float>(factors[dimension]);
    for (std::size_t i = 0; i < inputs; ++i) weight[dimension * inputs + i] *= factor;
    bias[dimension] = spread_about(centre[dimension], factors[dimension], bias[dimension]);
  }
}

std::vector<double> odds_of(const std::vector<std::string>& categories, const std::map<std::string, double>& odds,
                            const std::string& recipe_file) {
  std::vector<double> factors(categories.size(), 1);
  for (const auto& [name, factor] : odds) {
    const auto place = std::ranges::find(categories, name);
    if (place == categories.end())
      throw Error(ErrorCode::invalid_argument,
                  recipe_file + ": 'category_odds' of [outputs]: expected categories of the training data (" +
                      (categories.empty() ? "none" : joined(categories)) + "), found '" + name + "'");
    factors[static_cast<std::size_t>(place - categories.begin())] = factor;
  }
  return factors;
}

void multiply_odds(StateTensors& weights, std::span<const double> factors) {
  if (factors.empty()) return;
  std::vector<float>& bias = weights.at("categories.bias").values;
  for (std::size_t category = 0; category < factors.size(); ++category)
    bias[category] += static_cast<float>(std::log(factors[category]));
}

}  // namespace affectus
