// Divides an epoch's utterances into batches.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "recipe/recipe.h"
#include "training/training_set.h"

namespace affectus {

/// How often each training utterance is drawn in an epoch, on average: in proportion to its corpus's weight, balanced. A
/// group (category, speaker, corpus) of n among N utterances is drawn as if it had n^(1-b) (balance b). An epoch has as many
/// draws as there are utterances; corpus_share takes away what a corpus has above its share, and of two views of an
/// utterance each counts. The sum is a whole number. Throws Error(invalid_argument) if that is less than a batch.
std::vector<double> sampling_weights(const TrainingSet& set, const Recipe& recipe);

/// The `repetition`-th time (from 0) that utterance `index` is drawn in an epoch.
struct Draw {
  std::size_t index;
  std::size_t repetition;
  std::size_t view = 0;  // 0 or 1
};

/// Batches of one epoch, indices into `lengths`: as many draws as the weights' sum; weights of 1 give every utterance once.
/// Utterances of similar length (in any unit) share a batch, and batches come in random order. Depends only on the
/// arguments. All batches have nearly the same size; their number brings it nearest to batch_size. With two `views` of each
/// utterance, the second half of a batch has the second views, in the order of the first half.
std::vector<std::vector<Draw>> make_batches(std::span<const double> lengths, std::span<const double> weights,
                                            const TrainingOptions& options, std::uint64_t epoch, std::size_t views = 1);

}  // namespace affectus
