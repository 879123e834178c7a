// Changes the estimates of a trained network: spreads outputs about a centre, multiplies the odds of categories.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "training/state_tensors.h"
#include "training/training_set.h"

namespace affectus {

/// The mean of the training utterances' ratings in each dimension, in the network's units; 0 where none is rated.
std::array<float, 3> mean_targets(const TrainingSet& set);

/// What the softplus turns into the mean of the training utterances' standard deviations of raters, for each dimension; 0
/// where none is known.
std::array<float, 3> mean_deviations_before_softplus(const TrainingSet& set);

/// centre + factor (value - centre); the value itself, to the last bit, where the factor is 1.
inline float spread_about(float centre, double factor, float value) {
  return value + static_cast<float>(factor - 1) * (value - centre);
}

/// Changes the `weights` of a model whose linear layer ("dimensions" or "deviations") gives y to those of one where it gives
/// centre + factor (y - centre). A model without the layer stays as it is.
void spread_outputs(StateTensors& weights, const std::string& layer, const std::array<float, 3>& centre,
                    const std::array<double, 3>& factors);

/// The factor of each of `categories`, 1 for those that `odds` does not have. Throws Error(invalid_argument) for a name in
/// `odds` that is none of them; the message begins with `recipe_file`.
std::vector<double> odds_of(const std::vector<std::string>& categories, const std::map<std::string, double>& odds,
                            const std::string& recipe_file);

/// Changes the `weights` of a model whose probabilities are p_i to those of one whose probabilities are f_i p_i / sum_j f_j
/// p_j, with `factors` f.
void multiply_odds(StateTensors& weights, std::span<const double> factors);

}  // namespace affectus
