#include "training/adam.h"

#include <cmath>

namespace affectus {

void adam(const AdamStep& step, std::span<const float> gradient, std::span<float> weights, std::span<float> first_moment,
          std::span<float> second_moment) {
  constexpr double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  const double number = static_cast<double>(step.number);
  const auto rate = static_cast<float>(step.learning_rate / (1 - std::pow(beta1, number)));
  const auto root_correction = static_cast<float>(std::sqrt(1 - std::pow(beta2, number)));
  const auto keep1 = static_cast<float>(beta1), add1 = static_cast<float>(1 - beta1);
  const auto keep2 = static_cast<float>(beta2), add2 = static_cast<float>(1 - beta2);
  const auto decay = static_cast<float>(step.weight_decay), factor = static_cast<float>(step.gradient_factor);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const float slope = factor * gradient[i] + decay * weights[i];
    first_moment[i] = keep1 * first_moment[i] + add1 * slope;
    second_moment[i] = keep2 * second_moment[i] + add2 * slope * slope;
    weights[i] -= rate * first_moment[i] / (std::sqrt(second_moment[i]) / root_correction + static_cast<float>(epsilon));
  }
}

}  // namespace affectus
