// Whether a corpus has what the systems learn from.
#pragma once

#include "reproduction/experiment.h"

namespace affectus {

/// Throws Error(invalid_format) that names the corpus, the fold, the systems, what they need and what was found: utterances
/// enough for a batch, two values of each dimension, two categories where they are learned, a development partition where
/// it decides something. So that nothing is trained for hours before that comes out.
void check_suitability(const Experiment& experiment);

}  // namespace affectus
