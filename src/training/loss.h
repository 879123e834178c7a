// What the network is to make small.
#pragma once

#include <ATen/core/Tensor.h>

#include "training/recipe.h"

namespace affectus {

/// Lin's concordance correlation coefficient of two vectors of the same size, population moments; differentiable.
at::Tensor concordance(const at::Tensor& prediction, const at::Tensor& target);

/// 1 - sum of weight times CCC over the dimensions of a batch. `prediction` and `targets`: utterances x 3 (activation,
/// valence, dominance); a target that is NaN is left out of its dimension, and a dimension with fewer than two targets
/// counts as CCC 0.
at::Tensor dimension_loss(const at::Tensor& prediction, const at::Tensor& targets, const LossOptions& options);

/// Mean cross-entropy with label smoothing over the utterances whose category is not -1; 0 where there is none. `logits`:
/// utterances x categories, `categories`: int64.
at::Tensor category_loss(const at::Tensor& logits, const at::Tensor& categories, const LossOptions& options);

}  // namespace affectus
