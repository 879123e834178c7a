#include "training/loss.h"

#include <ATen/ATen.h>

#include <array>

namespace affectus {

at::Tensor concordance(const at::Tensor& prediction, const at::Tensor& target) {
  const at::Tensor prediction_mean = prediction.mean(), target_mean = target.mean();
  const at::Tensor x = prediction - prediction_mean, y = target - target_mean;
  return 2 * (x * y).mean() / ((x * x).mean() + (y * y).mean() + (prediction_mean - target_mean).square());
}

at::Tensor dimension_loss(const at::Tensor& prediction, const at::Tensor& targets, const LossOptions& options) {
  const std::array<double, 3> weights = {options.activation, options.valence, 1 - options.activation - options.valence};
  at::Tensor loss = 1 + 0 * prediction.sum();  // of a batch that nobody rated, too, there is a gradient
  for (std::int64_t dimension = 0; dimension < 3; ++dimension) {
    const at::Tensor target = targets.select(1, dimension);
    const at::Tensor rated = at::isfinite(target).nonzero().squeeze(1);
    if (rated.size(0) < 2) continue;
    const at::Tensor ccc =
        concordance(prediction.select(1, dimension).index_select(0, rated), target.index_select(0, rated));
    loss = loss - weights[static_cast<std::size_t>(dimension)] * ccc;
  }
  return loss;
}

at::Tensor category_loss(const at::Tensor& logits, const at::Tensor& shares, const at::Tensor& weights) {
  const at::Tensor counted = weights.defined() ? shares * weights : shares;
  const at::Tensor total = counted.sum();
  if (total.item<float>() == 0) return at::zeros({}, logits.options());
  return -(counted * at::log_softmax(logits, 1)).sum() / total;
}

at::Tensor embedding_loss(const at::Tensor& student, const at::Tensor& teacher, TeacherOptions::EmbeddingLoss kind) {
  if (kind == TeacherOptions::EmbeddingLoss::mean_square) return (student - teacher).square().mean();
  return 1 - at::cosine_similarity(student, teacher, 1).mean();
}

at::Tensor agreement_loss(const at::Tensor& dimensions, const at::Tensor& embedding) {
  const std::int64_t views = dimensions.size(0) / 2;
  const auto half = [&](const at::Tensor& rows, std::int64_t which) { return rows.narrow(0, which * views, views); };
  return (half(dimensions, 0) - half(dimensions, 1)).square().mean() +
         embedding_loss(half(embedding, 0), half(embedding, 1), TeacherOptions::EmbeddingLoss::cosine);
}

at::Tensor reverse_gradient(const at::Tensor& values, double weight) {
  const at::Tensor fixed = values.detach();
  return fixed + weight * (fixed - values);
}

at::Tensor soft_category_loss(const at::Tensor& logits, const at::Tensor& teacher, double temperature) {
  const at::Tensor powers = teacher.clamp_min(1e-8).pow(1 / temperature);
  const at::Tensor softened = powers / powers.sum(1, true);
  return -temperature * temperature * (softened * at::log_softmax(logits / temperature, 1)).sum(1).mean();
}

}  // namespace affectus
