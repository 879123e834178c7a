// Checks that a corpus has the labels that the systems need.
#pragma once

#include "reproduction/experiment.h"

namespace affectus {

/// Throws Error(invalid_format) that names the corpus, the fold, the systems, what they need and what was found: utterances
/// enough for a batch and for an epoch as the recipe balances corpora, two values of each dimension, two categories if they
/// are learned, a development partition if one is needed. This comes before hours of training.
void check_suitability(const Experiment& experiment);

}  // namespace affectus
