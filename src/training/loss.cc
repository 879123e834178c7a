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
  at::Tensor loss = at::ones({}, prediction.options());
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

at::Tensor category_loss(const at::Tensor& logits, const at::Tensor& categories, const LossOptions& options) {
  const at::Tensor known = (categories >= 0).nonzero().squeeze(1);
  if (known.size(0) == 0) return at::zeros({}, logits.options());
  return at::cross_entropy_loss(logits.index_select(0, known), categories.index_select(0, known), {}, at::Reduction::Mean,
                                -100, options.label_smoothing);
}

}  // namespace affectus
