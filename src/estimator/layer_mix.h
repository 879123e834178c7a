// A softmax-weighted sum of several layers' values, folded into the convolution that comes after it: a convolution over the
// layers side by side, whose weights for layer l are share_l times those for the sum. So the mix needs no extra pass.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace affectus {

struct LayerMixShape {
  std::size_t layers;
  std::size_t channels;  // outputs of the convolution
  std::size_t dim;       // values a layer
  std::size_t kernel;
};

/// Softmax.
std::vector<float> mix_shares(std::span<const float> mix);

/// `convolution` (channels x dim x kernel) to `spread` (channels x (layers * dim) x kernel).
void spread_convolution(const LayerMixShape& shape, std::span<const float> shares, const float* convolution, float* spread);

}  // namespace affectus
