// The samples of an utterance as an encoder of the wav2vec 2.0 type takes them.
#pragma once

#include <span>

#include "base/project.h"

namespace affectus {

/// (x - mean) / sqrt(variance + 1e-7), as transformers' feature extractor does. `to` has room for all of them.
AFFECTUS_PROJECT void normalize_samples(std::span<const float> samples, float* to);

}  // namespace affectus
