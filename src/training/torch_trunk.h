// The trunk (trunk.h) by LibTorch's operators, on any device, with gradients of what it sees and of its weights.
#pragma once

#include <ATen/core/Tensor.h>

#include <span>
#include <vector>

#include "affectus/estimator.h"
#include "training/trunk.h"

namespace affectus {

class TorchTrunk {
 public:
  TorchTrunk(const EstimatorShape& shape, const at::Device& device);

  /// To be called whenever the weights change.
  void set_weights(const TrunkTensors& weights);
  /// On the device; they want gradients.
  const std::vector<at::Tensor>& weights() const { return weights_; }
  /// Adds the gradients of weights() to the trunk's on the CPU; an undefined one is zero.
  void add_gradients(std::span<const at::Tensor> found, const TrunkTensors& gradients) const;

  /// From the frames of several utterances, [T, input_dim] each, to pooled values [utterances, pooled_dim].
  at::Tensor operator()(const std::vector<at::Tensor>& frames) const;

 private:
  // The convolution's weight and bias; weight_ih, weight_hh, bias_ih and bias_hh of each layer.
  static std::vector<float*> pointers(const TrunkTensors& tensors);

  EstimatorShape shape_;
  std::vector<at::Tensor> weights_;
};

}  // namespace affectus
