#include "training/adam.h"

#include <ATen/ATen.h>

#include <cmath>

namespace affectus {
namespace {

constexpr double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

double bias_correction(double beta, std::size_t number) { return 1 - std::pow(beta, static_cast<double>(number)); }

}  // namespace

void adam(const AdamStep& step, std::span<const float> gradient, std::span<float> weights, std::span<float> first_moment,
          std::span<float> second_moment) {
  const auto rate = static_cast<float>(step.learning_rate / bias_correction(beta1, step.number));
  const auto root_correction = static_cast<float>(std::sqrt(bias_correction(beta2, step.number)));
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

void adam(const AdamStep& step, const AdamTensors& tensors) {
  at::_foreach_mul_(tensors.gradients, step.gradient_factor);
  if (step.weight_decay != 0) at::_foreach_add_(tensors.gradients, tensors.weights, step.weight_decay);
  at::_foreach_mul_(tensors.first_moments, beta1);
  at::_foreach_add_(tensors.first_moments, tensors.gradients, 1 - beta1);
  at::_foreach_mul_(tensors.second_moments, beta2);
  at::_foreach_addcmul_(tensors.second_moments, tensors.gradients, tensors.gradients, 1 - beta2);
  const std::vector<at::Tensor> divisors = at::_foreach_sqrt(tensors.second_moments);
  at::_foreach_div_(divisors, std::sqrt(bias_correction(beta2, step.number)));
  at::_foreach_add_(divisors, epsilon);
  std::vector<at::Scalar> rates;
  for (const double rate : tensors.learning_rates) rates.emplace_back(-rate / bias_correction(beta1, step.number));
  at::_foreach_addcdiv_(tensors.weights, tensors.first_moments, divisors, rates);
}

}  // namespace affectus
