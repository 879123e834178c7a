#include "torch_encoders/torch_engine.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/grad_mode.h>
#include <torch/version.h>

#include <cmath>

namespace affectus {
namespace {

using Value = TorchEngine::Value;

// LibTorch 1.13's gelu reads memory that nobody wrote where the gradient that comes back to it has another layout than its
// input had. This function, which changes nothing, gives it one that is contiguous.
class ContiguousGradient : public torch::autograd::Function<ContiguousGradient> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext*, const at::Tensor& a) { return a.view_as(a); }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext*,
                                                 torch::autograd::variable_list gradients) {
    return {gradients[0].contiguous()};
  }
};

}  // namespace

Value TorchEngine::scalar(float value) { return at::scalar_tensor(value); }
Value TorchEngine::add(const Value& a, const Value& b) { return at::add(a, b); }
Value TorchEngine::subtract(const Value& a, const Value& b) { return at::sub(a, b); }
Value TorchEngine::multiply(const Value& a, const Value& b) { return at::mul(a, b); }
Value TorchEngine::divide(const Value& a, const Value& b) { return at::div(a, b); }
Value TorchEngine::square_root(const Value& a) { return at::sqrt(a); }
Value TorchEngine::sigmoid(const Value& a) { return at::sigmoid(a); }
Value TorchEngine::tanh(const Value& a) { return at::tanh(a); }
Value TorchEngine::rectify(const Value& a) { return at::relu(a); }
Value TorchEngine::gelu(const Value& a) { return ContiguousGradient::apply(at::gelu(a.contiguous())); }
Value TorchEngine::softmax(const Value& a, std::int64_t axis) { return at::softmax(a, axis); }
Value TorchEngine::mean(const Value& a, const std::vector<std::int64_t>& axes, bool keep_axes) {
  return a.mean(at::IntArrayRef(axes), keep_axes);
}
Value TorchEngine::sum(const Value& a, const std::vector<std::int64_t>& axes, bool keep_axes) {
  return a.sum(at::IntArrayRef(axes), keep_axes);
}
Value TorchEngine::clamp(const Value& a, double least, double largest) { return at::clamp(a, least, largest); }

Value TorchEngine::reshape(const Value& a, const std::vector<std::int64_t>& shape) {
  std::vector<std::int64_t> sizes = shape;
  for (std::size_t i = 0; i < sizes.size(); ++i)
    if (sizes[i] == 0) sizes[i] = a.size(static_cast<std::int64_t>(i));
  return a.reshape(sizes);
}
Value TorchEngine::transpose(const Value& a, const std::vector<std::int64_t>& order) { return a.permute(order); }
Value TorchEngine::slice(const Value& a, std::int64_t axis, std::int64_t start, std::int64_t stop) {
  return a.slice(axis, start, stop);
}
Value TorchEngine::with_axis(const Value& a, std::int64_t axis) { return a.unsqueeze(axis); }
Value TorchEngine::concatenate(const std::vector<Value>& parts, std::int64_t axis) { return at::cat(parts, axis); }
Value TorchEngine::swap_time_and_channels(const Value& a) { return a.transpose(1, 2); }
Value TorchEngine::split_heads(const Value& a, std::size_t heads, std::size_t channels) {
  return reshape(a, {0, 0, static_cast<std::int64_t>(heads), static_cast<std::int64_t>(channels / heads)}).transpose(1, 2);
}
Value TorchEngine::join_heads(const Value& a, std::size_t channels) {
  return reshape(a.transpose(1, 2), {0, 0, static_cast<std::int64_t>(channels)});
}

Value TorchEngine::matrix_product(const Value& a, const Value& b) { return at::matmul(a, b); }
Value TorchEngine::linear(const Value& a, const Product& weight) { return linear(a, weight, Value()); }
Value TorchEngine::linear(const Value& a, const Product& weight, const Value& bias) {
  const Value product = bias.defined() ? at::linear(a, weight->weight, bias) : at::linear(a, weight->weight);
  if (!weight->low_rank) return product;
  const LowRank& added = *weight->low_rank;
  return product + added.scale * at::linear(at::linear(a, added.a), added.b);
}

#if TORCH_VERSION_MAJOR >= 2
Value TorchEngine::attention(const Value& q, const Value& k, const Value& v) {
  return at::scaled_dot_product_attention(q, k, v);
}
Value TorchEngine::attention(const Value& q, const Value& k, const Value& v, const Value& bias) {
  const std::int64_t queries = q.size(2), keys = k.size(2);
  return at::scaled_dot_product_attention(q, k, v, bias.expand({q.size(0), bias.size(1), queries, keys}).to(q.dtype()));
}
#else
Value TorchEngine::attention(const Value& q, const Value& k, const Value& v) { return attention(q, k, v, Value()); }
Value TorchEngine::attention(const Value& q, const Value& k, const Value& v, const Value& bias) {
  const double scale = 1 / std::sqrt(static_cast<double>(q.size(3)));
  Value scores = at::matmul(q * scale, k.transpose(2, 3));
  if (bias.defined()) scores = scores + bias;
  return at::matmul(at::softmax(scores, 3), v);
}
#endif

Value TorchEngine::layer_norm(const Value& a, float epsilon) {
  return at::layer_norm(a, {a.size(-1)}, {}, {}, static_cast<double>(epsilon));
}
Value TorchEngine::layer_norm(const Value& a, const Value& gain, const Value& shift, float epsilon) {
  return at::layer_norm(a, gain.sizes(), gain, shift, static_cast<double>(epsilon));
}
Value TorchEngine::batch_norm(const Value& a, const Value& gain, const Value& shift, const Value& mean,
                              const Value& variance, float epsilon) {
  return at::batch_norm(a, gain, shift, mean, variance, /*training=*/false, /*momentum=*/0, static_cast<double>(epsilon),
                        /*cudnn_enabled=*/false);
}

Value TorchEngine::convolution(const Value& a, const Value& weight, std::size_t before, std::size_t after,
                               std::size_t stride, std::size_t groups) {
  const bool has_gradient = at::GradMode::is_enabled() && (a.requires_grad() || weight.requires_grad());
  if (a.is_cuda() && !has_gradient)
    return convolution_by_product(
        at::constant_pad_nd(a, {static_cast<std::int64_t>(before), static_cast<std::int64_t>(after)}), weight, stride,
        groups);
  const Value padded =
      before == after ? a : at::constant_pad_nd(a, {static_cast<std::int64_t>(before), static_cast<std::int64_t>(after)});
  return at::conv1d(padded, weight, /*bias=*/{}, static_cast<std::int64_t>(stride),
                    before == after ? static_cast<std::int64_t>(before) : 0, /*dilation=*/1,
                    static_cast<std::int64_t>(groups));
}
Value TorchEngine::convolution_by_product(const Value& padded, const Value& weight, std::size_t stride, std::size_t groups) {
  const Value seen = padded.unfold(2, weight.size(2), static_cast<std::int64_t>(stride));  // [B, C in, T out, kernel]
  if (groups == 1) return at::linear(seen.permute({0, 2, 1, 3}).flatten(2, 3), weight.flatten(1, 2)).transpose(1, 2);
  const auto count = static_cast<std::int64_t>(groups);
  const Value of_groups = seen.reshape({seen.size(0), count, seen.size(1) / count, seen.size(2), seen.size(3)})
                              .permute({0, 1, 3, 2, 4})
                              .flatten(3, 4);  // [B, groups, T out, C in / groups * kernel]
  const Value weights = weight.flatten(1, 2).reshape({count, weight.size(0) / count, -1}).transpose(1, 2);
  return at::matmul(of_groups, weights).transpose(2, 3).flatten(1, 2);
}
Value TorchEngine::add_to_channels(const Value& a, const Value& bias, std::size_t channels) {
  return a + bias.view({1, static_cast<std::int64_t>(channels), 1});
}
Value TorchEngine::convolve_frames(const Value& a, const Value& weight, std::size_t stride) {
  const Value seen = a.unfold(1, weight.size(2), static_cast<std::int64_t>(stride));  // [B, T out, C in, kernel]
  return at::linear(seen.flatten(2, 3), weight.flatten(1, 2));
}

Value TorchEngine::rows(const Value& table, const std::vector<std::int64_t>& numbers) {
  return table.index_select(0, at::tensor(numbers, at::TensorOptions().dtype(at::kLong)).to(table.device()));
}
Value TorchEngine::first_rows(const Value& table, const Value& frames) { return table.slice(0, 0, frames.size(1)); }
Value TorchEngine::spread_positions(const Value& table, const Value& frames, std::size_t longest) {
  const auto most = static_cast<std::int64_t>(longest);
  const Value line = at::arange(frames.size(1), at::TensorOptions().dtype(at::kLong).device(table.device()));
  const Value distances = (line.unsqueeze(0) - line.unsqueeze(1)).clamp(-most, most) + most;
  return table.index_select(1, distances.flatten()).view({1, table.size(0), line.size(0), line.size(0)});
}

}  // namespace affectus
