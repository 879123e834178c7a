// How much of a fold an epoch of training goes through.
#pragma once

#include <cstddef>

#include "recipe/recipe.h"
#include "reproduction/fold.h"

namespace affectus {

/// The utterances that the network sees in an epoch of the recipe, with all repetitions and views, by the trainer's own rule
/// (sampling_weights). Corpora that the fold does not have do not count. Throws Error(invalid_argument) if they are less
/// than a batch.
std::size_t epoch_length(const Recipe& recipe, const Fold& fold);

}  // namespace affectus
