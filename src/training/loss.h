// The losses that training minimises.
#pragma once

#include <ATen/core/Tensor.h>

#include "recipe/recipe.h"

namespace affectus {

/// Lin's concordance correlation coefficient of two vectors of the same size, population moments; differentiable.
at::Tensor concordance(const at::Tensor& prediction, const at::Tensor& target);

/// 1 - sum of weight times CCC over the dimensions of a batch. `prediction` and `targets`: utterances x 3 (activation,
/// valence, dominance); a target that is NaN is left out of its dimension, and a dimension with fewer than two targets
/// counts as CCC 0.
at::Tensor dimension_loss(const at::Tensor& prediction, const at::Tensor& targets, const LossOptions& options);

/// Cross-entropy of `logits` with `shares` (both utterances x categories, the shares of a row sum to 1, or to 0 for an
/// utterance without a category, which is left out), weighted by category; 0 if all are left out. `weights` may be
/// undefined.
at::Tensor category_loss(const at::Tensor& logits, const at::Tensor& shares, const at::Tensor& weights);

/// How far a student's embeddings are from the teacher's, utterances x units both: 1 - mean cosine, or the mean square.
at::Tensor embedding_loss(const at::Tensor& student, const at::Tensor& teacher, TeacherOptions::EmbeddingLoss kind);

/// How far the two views of a batch's utterances are apart: the mean square of the difference of their dimensions, plus 1 -
/// the mean cosine of their embeddings. The second half of the rows are views of the utterances of the first half.
at::Tensor agreement_loss(const at::Tensor& dimensions, const at::Tensor& embedding);

/// The same values, whose gradient comes back times -weight: what is learned from them is unlearned below (Ganin and
/// Lempitsky, Unsupervised Domain Adaptation by Backpropagation, ICML 2015).
at::Tensor reverse_gradient(const at::Tensor& values, double weight);

/// Cross-entropy with a teacher's probabilities, both softened: logits divided by the temperature, probabilities to its
/// inverse power, the whole times its square (Hinton, Vinyals and Dean, Distilling the Knowledge in a Neural Network, 2015).
at::Tensor soft_category_loss(const at::Tensor& logits, const at::Tensor& teacher, double temperature);

}  // namespace affectus
