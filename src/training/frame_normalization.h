// The normalisation of frames before the estimator, with gradients.
#pragma once

#include <ATen/core/Tensor.h>

#include "affectus/model_config.h"

namespace affectus {

/// One utterance's frames, T x dim, as Normalization::apply() gives them but for rounding. A dynamic range is not supported.
at::Tensor normalized(const at::Tensor& frames, const Normalization& normalization);

}  // namespace affectus
