// Linear projections of a frame's parts, folded into the convolution that comes after them: the weights for value i of part
// p are the sum over its projections u of (weights for projection u) times projection[u][i]. So they need no extra pass.
#pragma once

#include <span>

#include "affectus/estimator.h"

namespace affectus {

/// `projections`: units x width of each part. `convolution`: channels x (parts * units) x kernel; `folded`: channels x
/// input_dim x kernel.
void fold_projections(const EstimatorShape& shape, std::span<const float* const> projections, const float* convolution,
                      float* folded);

}  // namespace affectus
