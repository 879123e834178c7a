// Learns, at the end of a training, where the embeddings of the training utterances lie.
#pragma once

#include <cstddef>
#include <functional>

#include "affectus/estimator.h"
#include "training/state_tensors.h"
#include "training/training_data.h"

namespace affectus {

/// The tensors of whitening() for a network of `shape` with the `weights` of the model folder: over all training utterances,
/// whole and as they were recorded. The result does not depend on `threads`. `between` is called on the calling thread every
/// few utterances.
StateTensors fit_familiarity(const EstimatorShape& shape, const StateTensors& weights, const TrainingData& data,
                             std::size_t rank, std::size_t threads, const std::function<void()>& between);

}  // namespace affectus
