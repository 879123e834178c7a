#include "estimator/layer_mix.h"

#include <algorithm>
#include <cmath>

namespace affectus {

std::vector<float> mix_shares(std::span<const float> mix) {
  const double largest = *std::max_element(mix.begin(), mix.end());
  std::vector<double> exponentials;
  double sum = 0;
  for (const float value : mix) sum += exponentials.emplace_back(std::exp(value - largest));
  std::vector<float> shares;
  shares.reserve(exponentials.size());
  for (const double value : exponentials) shares.push_back(static_cast<float>(value / sum));
  return shares;
}

void spread_convolution(const LayerMixShape& shape, std::span<const float> shares, const float* convolution, float* spread) {
  const std::size_t block = shape.dim * shape.kernel;
  for (std::size_t channel = 0; channel < shape.channels; ++channel)
    for (std::size_t layer = 0; layer < shape.layers; ++layer)
      for (std::size_t i = 0; i < block; ++i)
        spread[(channel * shape.layers + layer) * block + i] = shares[layer] * convolution[channel * block + i];
}

}  // namespace affectus
