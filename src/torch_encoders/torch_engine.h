// LibTorch as the engine of the graphs of encoder_graphs: each operator computes at once, with gradients where a weight or
// the input wants one, on the device of its arguments.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "encoder_graphs/engine.h"
#include "torch_encoders/torch_weights.h"

namespace affectus {

/// See encoder_graphs/engine.h for what each operator does.
struct TorchEngine {
  using Value = at::Tensor;
  using Product = std::shared_ptr<ProductWeight>;
  using Weights = TorchWeights;

  static Value scalar(float value);
  static Value add(const Value& a, const Value& b);
  static Value subtract(const Value& a, const Value& b);
  static Value multiply(const Value& a, const Value& b);
  static Value divide(const Value& a, const Value& b);
  static Value square_root(const Value& a);
  static Value sigmoid(const Value& a);
  static Value tanh(const Value& a);
  static Value rectify(const Value& a);
  static Value gelu(const Value& a);
  static Value softmax(const Value& a, std::int64_t axis);
  static Value mean(const Value& a, const std::vector<std::int64_t>& axes, bool keep_axes);
  static Value sum(const Value& a, const std::vector<std::int64_t>& axes, bool keep_axes);
  static Value clamp(const Value& a, double least, double largest);

  static Value reshape(const Value& a, const std::vector<std::int64_t>& shape);
  static Value transpose(const Value& a, const std::vector<std::int64_t>& order);
  static Value slice(const Value& a, std::int64_t axis, std::int64_t start, std::int64_t stop);
  static Value with_axis(const Value& a, std::int64_t axis);
  static Value concatenate(const std::vector<Value>& parts, std::int64_t axis);
  static Value swap_time_and_channels(const Value& a);
  static Value split_heads(const Value& a, std::size_t heads, std::size_t channels);
  static Value join_heads(const Value& a, std::size_t channels);

  static Value matrix_product(const Value& a, const Value& b);
  static Value linear(const Value& a, const Product& weight);
  static Value linear(const Value& a, const Product& weight, const Value& bias);
  static Value bounded(const Value& a) { return a; }
  static Value attention(const Value& q, const Value& k, const Value& v);
  static Value attention(const Value& q, const Value& k, const Value& v, const Value& bias);

  static Value layer_norm(const Value& a, float epsilon);
  static Value layer_norm(const Value& a, const Value& gain, const Value& shift, float epsilon);
  static Value batch_norm(const Value& a, const Value& gain, const Value& shift, const Value& mean, const Value& variance,
                          float epsilon);
  static Value convolution(const Value& a, const Value& weight, std::size_t before, std::size_t after, std::size_t stride,
                           std::size_t groups);
  /// The same as a matrix product over copies of what each output sees. On a GPU this is faster for utterances of ever new
  /// lengths: for each length cuDNN would make a new plan. Without gradients only, which would keep the copies.
  static Value convolution_by_product(const Value& padded, const Value& weight, std::size_t stride, std::size_t groups);
  static Value add_to_channels(const Value& a, const Value& bias, std::size_t channels);
  static Value convolve_frames(const Value& a, const Value& weight, std::size_t stride);

  static Value rows(const Value& table, const std::vector<std::int64_t>& numbers);
  static Value first_rows(const Value& table, const Value& frames);
  static Value spread_positions(const Value& table, const Value& frames, std::size_t longest);
};

}  // namespace affectus
