// What a batch says of its utterances, as LibTorch's losses take it. A row an utterance.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstddef>
#include <vector>

#include "training/batch.h"

namespace affectus {

/// Utterances x 3.
at::Tensor tensor_of(const std::vector<std::array<float, 3>>& rows);

/// Utterances x categories: how sure each category is, from the raters' votes, else from the label with smoothing; zeros
/// where there is neither.
at::Tensor category_shares(const Batch& batch, std::size_t count, double smoothing);

/// Of a batch with a teacher: utterances x 3, x the width of its embedding, x categories.
at::Tensor teacher_dimensions(const Batch& batch);
at::Tensor teacher_embeddings(const Batch& batch);
at::Tensor teacher_categories(const Batch& batch);

}  // namespace affectus
