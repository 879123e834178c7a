// OpenVINO as the engine of the graphs of encoder_graphs: each operator makes a node. Only files of this folder see
// OpenVINO.
#pragma once

#include <cstddef>
#include <cstdint>
#include <openvino/core/node_output.hpp>
#include <vector>

#include "encoder_graphs/engine.h"
#include "encoders/checkpoint_weights.h"

namespace affectus {

/// See encoder_graphs/engine.h for what each operator does.
struct OpenVinoEngine {
  using Value = ov::Output<ov::Node>;
  using Product = Value;
  using Weights = CheckpointWeights;

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

  static Value matrix_product(const Value& a, const Value& b, bool transpose_b = false);
  static Value linear(const Value& a, const Product& weight);
  static Value linear(const Value& a, const Product& weight, const Value& bias);
  /// OpenVINO 2026.4 uses a kernel of half the speed for a matrix product that only a bias follows. If any element-wise
  /// function follows, it uses the fast kernel; this is such a function.
  static Value bounded(const Value& a);
  static Value attention(const Value& q, const Value& k, const Value& v);
  static Value attention(const Value& q, const Value& k, const Value& v, const Value& bias);

  static Value layer_norm(const Value& a, float epsilon);
  static Value layer_norm(const Value& a, const Value& gain, const Value& shift, float epsilon);
  static Value batch_norm(const Value& a, const Value& gain, const Value& shift, const Value& mean, const Value& variance,
                          float epsilon);
  static Value convolution(const Value& a, const Value& weight, std::size_t before, std::size_t after, std::size_t stride,
                           std::size_t groups);
  static Value add_to_channels(const Value& a, const Value& bias, std::size_t channels);
  /// As one matrix product: what a kernel sees, side by side, times all of its weights. The frames stay in the order that
  /// layer norms and the product like, and the product runs at the machine's full speed, which the library's convolutions of
  /// one dimension do not reach.
  static Value convolve_frames(const Value& a, const Value& weight, std::size_t stride);

  static Value rows(const Value& table, const std::vector<std::int64_t>& numbers);
  static Value first_rows(const Value& table, const Value& frames);
  static Value spread_positions(const Value& table, const Value& frames, std::size_t longest);

  /// int64: one number.
  static Value integer(std::int64_t value);
  /// Parts of `a` on one axis, in the order of int64 indices.
  static Value gather(const Value& a, const Value& indices, std::int64_t axis);
};

}  // namespace affectus
