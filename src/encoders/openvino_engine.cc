#include "encoders/openvino_engine.h"

#include <limits>
#include <numeric>
#include <openvino/opsets/opset13.hpp>

namespace affectus {
namespace {

namespace ops = ov::opset13;
using Value = OpenVinoEngine::Value;

// int64.
Value integers(const std::vector<std::int64_t>& values) {
  return ops::Constant::create(ov::element::i64, {values.size()}, values);
}
// int64: the number of frames of [B, T, C]; and the numbers from, from + step, ... before `end`. Both are known only in a
// run.
Value time_count(const Value& a) {
  return OpenVinoEngine::gather(std::make_shared<ops::ShapeOf>(a, ov::element::i64), OpenVinoEngine::integer(1), 0);
}
Value integer_range(std::int64_t from, const Value& end, std::int64_t step) {
  return std::make_shared<ops::Range>(OpenVinoEngine::integer(from), end, OpenVinoEngine::integer(step), ov::element::i64);
}

// The frames that each place of a kernel sees: int64 [T out, kernel].
Value seen_frames(const Value& x, std::size_t kernel, std::size_t stride) {
  const Value end = OpenVinoEngine::subtract(time_count(x), OpenVinoEngine::integer(static_cast<std::int64_t>(kernel - 1)));
  const Value first = integer_range(0, end, static_cast<std::int64_t>(stride));
  std::vector<std::int64_t> places(kernel);
  std::iota(places.begin(), places.end(), std::int64_t{0});
  return OpenVinoEngine::add(OpenVinoEngine::with_axis(first, 1), integers(places));
}

}  // namespace

Value OpenVinoEngine::scalar(float value) { return ops::Constant::create(ov::element::f32, {}, {value}); }
Value OpenVinoEngine::integer(std::int64_t value) { return ops::Constant::create(ov::element::i64, {}, {value}); }
Value OpenVinoEngine::gather(const Value& a, const Value& indices, std::int64_t axis) {
  return std::make_shared<ops::Gather>(a, indices, integer(axis));
}

Value OpenVinoEngine::add(const Value& a, const Value& b) { return std::make_shared<ops::Add>(a, b); }
Value OpenVinoEngine::subtract(const Value& a, const Value& b) { return std::make_shared<ops::Subtract>(a, b); }
Value OpenVinoEngine::multiply(const Value& a, const Value& b) { return std::make_shared<ops::Multiply>(a, b); }
Value OpenVinoEngine::divide(const Value& a, const Value& b) { return std::make_shared<ops::Divide>(a, b); }
Value OpenVinoEngine::square_root(const Value& a) { return std::make_shared<ops::Sqrt>(a); }
Value OpenVinoEngine::sigmoid(const Value& a) { return std::make_shared<ops::Sigmoid>(a); }
Value OpenVinoEngine::tanh(const Value& a) { return std::make_shared<ops::Tanh>(a); }
Value OpenVinoEngine::rectify(const Value& a) { return std::make_shared<ops::Relu>(a); }
Value OpenVinoEngine::gelu(const Value& a) { return std::make_shared<ops::Gelu>(a, ov::op::GeluApproximationMode::ERF); }
Value OpenVinoEngine::softmax(const Value& a, std::int64_t axis) { return std::make_shared<ops::Softmax>(a, axis); }
Value OpenVinoEngine::mean(const Value& a, const std::vector<std::int64_t>& axes, bool keep_axes) {
  return std::make_shared<ops::ReduceMean>(a, integers(axes), keep_axes);
}
Value OpenVinoEngine::sum(const Value& a, const std::vector<std::int64_t>& axes, bool keep_axes) {
  return std::make_shared<ops::ReduceSum>(a, integers(axes), keep_axes);
}
Value OpenVinoEngine::clamp(const Value& a, double least, double largest) {
  return std::make_shared<ops::Clamp>(a, least, largest);
}

Value OpenVinoEngine::reshape(const Value& a, const std::vector<std::int64_t>& shape) {
  return std::make_shared<ops::Reshape>(a, integers(shape), /*special_zero=*/true);
}
Value OpenVinoEngine::transpose(const Value& a, const std::vector<std::int64_t>& order) {
  return std::make_shared<ops::Transpose>(a, integers(order));
}
Value OpenVinoEngine::slice(const Value& a, std::int64_t axis, std::int64_t start, std::int64_t stop) {
  return std::make_shared<ops::Slice>(a, integers({start}), integers({stop}), integers({1}), integers({axis}));
}
Value OpenVinoEngine::with_axis(const Value& a, std::int64_t axis) {
  return std::make_shared<ops::Unsqueeze>(a, integer(axis));
}
Value OpenVinoEngine::concatenate(const std::vector<Value>& parts, std::int64_t axis) {
  return std::make_shared<ops::Concat>(parts, axis);
}
Value OpenVinoEngine::swap_time_and_channels(const Value& a) { return transpose(a, {0, 2, 1}); }
Value OpenVinoEngine::split_heads(const Value& a, std::size_t heads, std::size_t channels) {
  return transpose(reshape(a, {0, 0, static_cast<std::int64_t>(heads), static_cast<std::int64_t>(channels / heads)}),
                   {0, 2, 1, 3});
}
Value OpenVinoEngine::join_heads(const Value& a, std::size_t channels) {
  return reshape(transpose(a, {0, 2, 1, 3}), {0, 0, static_cast<std::int64_t>(channels)});
}

Value OpenVinoEngine::matrix_product(const Value& a, const Value& b, bool transpose_b) {
  return std::make_shared<ops::MatMul>(a, b, false, transpose_b);
}
Value OpenVinoEngine::linear(const Value& a, const Product& weight) {
  return matrix_product(a, weight, /*transpose_b=*/true);
}
Value OpenVinoEngine::linear(const Value& a, const Product& weight, const Value& bias) {
  return add(linear(a, weight), bias);
}
Value OpenVinoEngine::bounded(const Value& a) {
  constexpr double largest = std::numeric_limits<float>::max();
  return clamp(a, -largest, largest);
}
Value OpenVinoEngine::attention(const Value& q, const Value& k, const Value& v) {
  return std::make_shared<ops::ScaledDotProductAttention>(q, k, v, /*causal=*/false)->output(0);
}
Value OpenVinoEngine::attention(const Value& q, const Value& k, const Value& v, const Value& bias) {
  return std::make_shared<ops::ScaledDotProductAttention>(q, k, v, bias, /*causal=*/false)->output(0);
}

Value OpenVinoEngine::layer_norm(const Value& a, float epsilon) {
  return std::make_shared<ops::MVN>(a, integers({-1}), /*normalize_variance=*/true, epsilon,
                                    ov::op::MVNEpsMode::INSIDE_SQRT);
}
Value OpenVinoEngine::layer_norm(const Value& a, const Value& gain, const Value& shift, float epsilon) {
  return add(multiply(layer_norm(a, epsilon), gain), shift);
}
Value OpenVinoEngine::batch_norm(const Value& a, const Value& gain, const Value& shift, const Value& mean,
                                 const Value& variance, float epsilon) {
  return std::make_shared<ops::BatchNormInference>(a, gain, shift, mean, variance, static_cast<double>(epsilon));
}

Value OpenVinoEngine::convolution(const Value& a, const Value& weight, std::size_t before, std::size_t after,
                                  std::size_t stride, std::size_t groups) {
  const ov::Strides strides{stride};
  const ov::CoordinateDiff zeros_before{static_cast<std::ptrdiff_t>(before)},
      zeros_after{static_cast<std::ptrdiff_t>(after)};
  if (groups == 1) return std::make_shared<ops::Convolution>(a, weight, strides, zeros_before, zeros_after, ov::Strides{1});
  const ov::Shape& shape = weight.get_shape();
  const auto grouped = reshape(weight, {static_cast<std::int64_t>(groups), static_cast<std::int64_t>(shape[0] / groups),
                                        static_cast<std::int64_t>(shape[1]), static_cast<std::int64_t>(shape[2])});
  return std::make_shared<ops::GroupConvolution>(a, grouped, strides, zeros_before, zeros_after, ov::Strides{1});
}
Value OpenVinoEngine::add_to_channels(const Value& a, const Value& bias, std::size_t channels) {
  return add(a, reshape(bias, {1, static_cast<std::int64_t>(channels), 1}));
}
Value OpenVinoEngine::convolve_frames(const Value& a, const Value& weight, std::size_t stride) {
  const ov::Shape& shape = weight.get_shape();  // [C out, C in, kernel]
  const auto seen_values = static_cast<std::int64_t>(shape[1] * shape[2]);
  const Value seen = gather(a, seen_frames(a, shape[2], stride), 1);
  const Value rows = reshape(transpose(weight, {0, 2, 1}), {static_cast<std::int64_t>(shape[0]), seen_values});
  return linear(reshape(seen, {0, 0, seen_values}), rows);
}

Value OpenVinoEngine::rows(const Value& table, const std::vector<std::int64_t>& numbers) {
  return gather(table, integers(numbers), 0);
}
Value OpenVinoEngine::first_rows(const Value& table, const Value& frames) {
  return std::make_shared<ops::Slice>(table, integers({0}), with_axis(time_count(frames), 0), integers({1}), integers({0}));
}
Value OpenVinoEngine::spread_positions(const Value& table, const Value& frames, std::size_t longest) {
  const Value line = integer_range(0, time_count(frames), 1);
  const Value keys = with_axis(line, 0);
  const Value queries = with_axis(line, 1);
  const auto most = static_cast<double>(longest);
  const Value distances = clamp(subtract(keys, queries), -most, most);
  return with_axis(gather(table, add(distances, integer(static_cast<std::int64_t>(longest))), 1), 0);
}

}  // namespace affectus
