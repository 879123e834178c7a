// Adam (Kingma and Ba, arXiv 1412.6980) with an L2 penalty, as torch.optim.Adam does it.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <span>
#include <vector>

namespace affectus {

struct AdamStep {
  double learning_rate;
  double weight_decay;     // the penalty's gradient, weight_decay * weight, is added to the gradient
  std::size_t number;      // from 1
  double gradient_factor;  // the gradient is multiplied by it first (clipping)
};

/// Updates the weights and both moments, which start at zero. All spans have the same size.
void adam(const AdamStep& step, std::span<const float> gradient, std::span<float> weights, std::span<float> first_moment,
          std::span<float> second_moment);

/// Tensors of one device, each with its own learning rate.
struct AdamTensors {
  std::vector<at::Tensor> gradients, weights, first_moments, second_moments;
  std::vector<double> learning_rates;
};

/// The same by LibTorch's operators, but for rounding, on the tensors' device; `step.learning_rate` is not used. The
/// gradients change.
void adam(const AdamStep& step, const AdamTensors& tensors);

}  // namespace affectus
