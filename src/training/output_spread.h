// Spreads a network's estimates about a centre.
#pragma once

#include <array>

#include "training/state_tensors.h"
#include "training/training_set.h"

namespace affectus {

/// The mean of the training utterances' ratings in each dimension, in the network's units; 0 where none is rated.
std::array<float, 3> mean_targets(const TrainingSet& set);

/// centre + factor (value - centre); the value itself, to the last bit, where the factor is 1.
inline float spread_about(float centre, double factor, float value) {
  return value + static_cast<float>(factor - 1) * (value - centre);
}

/// Changes the `weights` of a model whose dimensions are y to those of one whose dimensions are centre + factor (y -
/// centre).
void spread_outputs(StateTensors& weights, const std::array<float, 3>& centre, const std::array<double, 3>& factors);

}  // namespace affectus
