// Divides an epoch's utterances into batches.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "recipe/recipe.h"
#include "training/training_set.h"

namespace affectus {

/// How often each training utterance is drawn, relative to the others: its corpus's weight, and balancing. A group
/// (category, speaker, corpus) of n among N utterances is drawn as if it had n^(1-b) (balance b). The mean weight is 1.
std::vector<double> sampling_weights(const TrainingSet& set, const Recipe& recipe);

/// The `repetition`-th time (from 0) that utterance `index` is drawn in an epoch.
struct Draw {
  std::size_t index;
  std::size_t repetition;
};

/// Batches of one epoch, indices into `lengths`: as many draws as utterances; equal weights give every utterance once.
/// Utterances of similar length (in any unit) share a batch, and batches come in random order. Depends only on the
/// arguments. All batches have nearly the same size; their number brings it nearest to batch_size.
std::vector<std::vector<Draw>> make_batches(std::span<const double> lengths, std::span<const double> weights,
                                            const TrainingOptions& options, std::uint64_t epoch);

}  // namespace affectus
