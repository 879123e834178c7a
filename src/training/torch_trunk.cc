#include "training/torch_trunk.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/grad_mode.h>

#include <cstdint>

#include "torch_encoders/padded_batch.h"
#include "torch_encoders/torch_engine.h"

namespace affectus {

TorchTrunk::TorchTrunk(const EstimatorShape& shape, const at::Device& device) : shape_(shape) {
  const auto size = [](std::size_t value) { return static_cast<std::int64_t>(value); };
  const auto add = [&](std::vector<std::int64_t> sizes) {
    weights_.push_back(at::zeros(sizes, at::TensorOptions().device(device)).set_requires_grad(true));
  };
  const std::int64_t units = size(shape.gru_units), channels = size(shape.convolution_channels);
  add({channels, size(shape.input_dim), size(shape.convolution_kernel)});
  add({channels});
  for (std::size_t layer = 0; layer < shape.gru_layers; ++layer) {
    add({3 * units, layer == 0 ? channels : units});
    add({3 * units, units});
    add({3 * units});
    add({3 * units});
  }
  if (!device.is_cuda()) return;
  // cuDNN wants a network's weights in one piece, where they are views from here on.
  const at::NoGradGuard no_gradient;
  constexpr std::int64_t gru_mode = 3, tensors_of_layer = 4;
  at::_cudnn_rnn_flatten_weight(std::vector<at::Tensor>(weights_.begin() + 2, weights_.end()), tensors_of_layer, channels,
                                gru_mode, units, /*proj_size=*/0, size(shape.gru_layers), /*batch_first=*/true,
                                /*bidirectional=*/false);
}

std::vector<float*> TorchTrunk::pointers(const TrunkTensors& tensors) {
  std::vector<float*> all = {tensors.convolution_weight, tensors.convolution_bias};
  for (const TrunkTensors::Layer& layer : tensors.layers)
    all.insert(all.end(), {layer.weight_ih, layer.weight_hh, layer.bias_ih, layer.bias_hh});
  return all;
}

void TorchTrunk::set_weights(const TrunkTensors& weights) {
  const at::NoGradGuard no_gradient;
  const std::vector<float*> from = pointers(weights);
  for (std::size_t i = 0; i < from.size(); ++i) weights_[i].copy_(at::from_blob(from[i], weights_[i].sizes()));
}

void TorchTrunk::add_gradients(std::span<const at::Tensor> found, const TrunkTensors& gradients) const {
  const std::vector<float*> to = pointers(gradients);
  for (std::size_t i = 0; i < to.size(); ++i)
    if (found[i].defined()) at::from_blob(to[i], weights_[i].sizes()).add_(found[i].cpu());
}

at::Tensor TorchTrunk::operator()(const std::vector<at::Tensor>& frames) const {
  using Pooling = EstimatorShape::Pooling;
  const PaddedBatch batch = pad(frames);
  const auto reach = static_cast<std::int64_t>(shape_.convolution_kernel / 2);
  const at::Tensor convolved = at::relu(
      TorchEngine::convolve_frames(at::constant_pad_nd(batch.frames, {0, 0, reach, reach}), weights_[0], /*stride=*/1) +
      weights_[1]);
  const auto layers = static_cast<std::int64_t>(shape_.gru_layers), units = static_cast<std::int64_t>(shape_.gru_units);
  const at::Tensor start = at::zeros({layers, batch.frames.size(0), units}, batch.frames.options());
  // What was padded comes after all that counts.
  const at::Tensor states = std::get<0>(
      at::gru(convolved, start, std::vector<at::Tensor>(weights_.begin() + 2, weights_.end()), /*has_biases=*/true, layers,
              /*dropout=*/0, /*train=*/true, /*bidirectional=*/false, /*batch_first=*/true));
  const at::Tensor counts = at::empty({batch.frames.size(0), 1, 1}, at::TensorOptions().dtype(at::kLong));
  for (std::size_t i = 0; i < frames.size(); ++i) counts[static_cast<std::int64_t>(i)].fill_(frames[i].size(0));
  const at::Tensor lengths = counts.to(states.device());
  if (shape_.pooling == Pooling::last) return states.gather(1, (lengths - 1).expand({-1, 1, units})).squeeze(1);
  const at::Tensor line = at::arange(states.size(1), at::TensorOptions().dtype(at::kLong).device(states.device()));
  const at::Tensor share = (line.view({1, -1, 1}) < lengths).to(at::kFloat) / lengths;  // [B, T, 1]
  const at::Tensor mean = (states * share).sum(1, /*keepdim=*/true);
  if (shape_.pooling == Pooling::mean) return mean.squeeze(1);
  const at::Tensor variance = ((states - mean).square() * share).sum(1);
  return at::cat({mean.squeeze(1), at::sqrt(variance + pooling_variance_floor)}, 1);
}

}  // namespace affectus
