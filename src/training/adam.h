// Adam (Kingma and Ba, arXiv 1412.6980) with an L2 penalty, as torch.optim.Adam does it.
#pragma once

#include <cstddef>
#include <span>

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

}  // namespace affectus
