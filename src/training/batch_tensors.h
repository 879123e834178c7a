// A batch's labels as tensors for LibTorch's losses, one row for each utterance.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstddef>
#include <vector>

#include "training/batch.h"

namespace affectus {

/// Utterances x 3.
at::Tensor tensor_of(const std::vector<std::array<float, 3>>& rows);

/// Utterances x categories: the share of each category in the raters' votes, else in the smoothed label; zeros without
/// either.
at::Tensor category_shares(const Batch& batch, std::size_t count, double smoothing);

/// Utterances x classes: 1 for the class of an utterance, 1/2 for those of the two voices of a mixture; zeros where one is
/// not known.
at::Tensor class_shares(const std::vector<VoiceClasses>& classes, std::size_t count);

/// For a batch with a teacher: utterances x 3, utterances x 3, utterances x the width of its embedding, utterances x
/// categories.
at::Tensor teacher_dimensions(const Batch& batch);
at::Tensor teacher_deviations(const Batch& batch);
at::Tensor teacher_embeddings(const Batch& batch);
at::Tensor teacher_categories(const Batch& batch);

}  // namespace affectus
