#include "encoders/graph_operators.h"

#include <limits>
#include <openvino/opsets/opset13.hpp>

namespace affectus::graph {

namespace ops = ov::opset13;

Value scalar(float value) { return ops::Constant::create(ov::element::f32, {}, {value}); }
Value integer(std::int64_t value) { return ops::Constant::create(ov::element::i64, {}, {value}); }
Value integers(const std::vector<std::int64_t>& values) {
  return ops::Constant::create(ov::element::i64, {values.size()}, values);
}
Value time_count(const Value& a) { return gather(std::make_shared<ops::ShapeOf>(a, ov::element::i64), integer(1), 0); }
Value integer_range(std::int64_t from, const Value& end, std::int64_t step) {
  return std::make_shared<ops::Range>(integer(from), end, integer(step), ov::element::i64);
}
Value gather(const Value& a, const Value& indices, std::int64_t axis) {
  return std::make_shared<ops::Gather>(a, indices, integer(axis));
}
Value with_axis(const Value& a, std::int64_t axis) { return std::make_shared<ops::Unsqueeze>(a, integer(axis)); }

Value add(const Value& a, const Value& b) { return std::make_shared<ops::Add>(a, b); }
Value subtract(const Value& a, const Value& b) { return std::make_shared<ops::Subtract>(a, b); }
Value multiply(const Value& a, const Value& b) { return std::make_shared<ops::Multiply>(a, b); }
Value divide(const Value& a, const Value& b) { return std::make_shared<ops::Divide>(a, b); }
Value square_root(const Value& a) { return std::make_shared<ops::Sqrt>(a); }
Value sigmoid(const Value& a) { return std::make_shared<ops::Sigmoid>(a); }
Value tanh(const Value& a) { return std::make_shared<ops::Tanh>(a); }
Value rectify(const Value& a) { return std::make_shared<ops::Relu>(a); }
Value gelu(const Value& a) { return std::make_shared<ops::Gelu>(a, ov::op::GeluApproximationMode::ERF); }
Value softmax(const Value& a, std::int64_t axis) { return std::make_shared<ops::Softmax>(a, axis); }
Value mean(const Value& a, std::int64_t axis, bool keep_axis) {
  return std::make_shared<ops::ReduceMean>(a, integers({axis}), keep_axis);
}
Value sum(const Value& a, std::int64_t axis, bool keep_axis) {
  return std::make_shared<ops::ReduceSum>(a, integers({axis}), keep_axis);
}
Value reshape(const Value& a, const std::vector<std::int64_t>& shape) {
  return std::make_shared<ops::Reshape>(a, integers(shape), /*special_zero=*/true);
}
Value transpose(const Value& a, const std::vector<std::int64_t>& order) {
  return std::make_shared<ops::Transpose>(a, integers(order));
}
Value slice(const Value& a, std::int64_t axis, std::int64_t start, std::int64_t stop) {
  return std::make_shared<ops::Slice>(a, integers({start}), integers({stop}), integers({1}), integers({axis}));
}
Value concatenate(const std::vector<Value>& parts, std::int64_t axis) { return std::make_shared<ops::Concat>(parts, axis); }
Value matrix_product(const Value& a, const Value& b, bool transpose_b) {
  return std::make_shared<ops::MatMul>(a, b, false, transpose_b);
}

Value linear(const Value& a, const Value& weight) { return matrix_product(a, weight, /*transpose_b=*/true); }
Value linear(const Value& a, const Value& weight, const Value& bias) { return add(linear(a, weight), bias); }
Value unbounded(const Value& a) {
  constexpr double largest = std::numeric_limits<float>::max();
  return std::make_shared<ops::Clamp>(a, -largest, largest);
}

Value layer_norm(const Value& a, float epsilon) {
  return std::make_shared<ops::MVN>(a, integers({-1}), /*normalize_variance=*/true, epsilon,
                                    ov::op::MVNEpsMode::INSIDE_SQRT);
}
Value layer_norm(const Value& a, const Value& gain, const Value& shift, float epsilon) {
  return add(multiply(layer_norm(a, epsilon), gain), shift);
}

Value convolution(const Value& a, const Value& weight, std::size_t stride, Padding padding, std::size_t groups) {
  const ov::Strides strides{stride};
  const ov::CoordinateDiff before{padding.before}, after{padding.after};
  if (groups == 1) return std::make_shared<ops::Convolution>(a, weight, strides, before, after, ov::Strides{1});
  const ov::Shape& shape = weight.get_shape();
  const auto grouped = reshape(weight, {static_cast<std::int64_t>(groups), static_cast<std::int64_t>(shape[0] / groups),
                                        static_cast<std::int64_t>(shape[1]), static_cast<std::int64_t>(shape[2])});
  return std::make_shared<ops::GroupConvolution>(a, grouped, strides, before, after, ov::Strides{1});
}
Value add_to_channels(const Value& a, const Value& bias, std::size_t channels) {
  return add(a, reshape(bias, {1, static_cast<std::int64_t>(channels), 1}));
}

Value swap_time_and_channels(const Value& a) { return transpose(a, {0, 2, 1}); }
Value split_heads(const Value& a, std::size_t heads, std::size_t channels) {
  return transpose(reshape(a, {0, 0, static_cast<std::int64_t>(heads), static_cast<std::int64_t>(channels / heads)}),
                   {0, 2, 1, 3});
}
Value join_heads(const Value& a, std::size_t channels) {
  return reshape(transpose(a, {0, 2, 1, 3}), {0, 0, static_cast<std::int64_t>(channels)});
}

}  // namespace affectus::graph
