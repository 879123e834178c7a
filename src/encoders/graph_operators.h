// The operators of speech encoders, as nodes of an OpenVINO graph. Only files of this folder see OpenVINO.
#pragma once

#include <cstddef>
#include <cstdint>
#include <openvino/core/node_output.hpp>
#include <vector>

namespace affectus::graph {

/// A tensor in a graph, of float32 unless said otherwise. B: batch, T: time (unknown until a run), C: channels.
using Value = ov::Output<ov::Node>;

Value scalar(float value);
/// int64: one number, or one axis of them.
Value integer(std::int64_t value);
Value integers(const std::vector<std::int64_t>& values);
/// int64: the number of frames of [B, T, C]; and the numbers from, from + step, ... before `end`. Both are known only in a
/// run.
Value time_count(const Value& a);
Value integer_range(std::int64_t from, const Value& end, std::int64_t step);
/// Parts of `a` on one axis, in the order of int64 indices.
Value gather(const Value& a, const Value& indices, std::int64_t axis);
/// `a` with one more axis of one element.
Value with_axis(const Value& a, std::int64_t axis);

Value add(const Value& a, const Value& b);
Value subtract(const Value& a, const Value& b);
Value multiply(const Value& a, const Value& b);
Value divide(const Value& a, const Value& b);
Value square_root(const Value& a);
Value sigmoid(const Value& a);
Value tanh(const Value& a);
Value rectify(const Value& a);
/// Uses the error function, not its approximation by tanh.
Value gelu(const Value& a);
Value softmax(const Value& a, std::int64_t axis);
Value mean(const Value& a, std::int64_t axis, bool keep_axis);
Value sum(const Value& a, std::int64_t axis, bool keep_axis);
Value reshape(const Value& a, const std::vector<std::int64_t>& shape);  // 0: as it was, -1: the rest
Value transpose(const Value& a, const std::vector<std::int64_t>& order);
/// Elements from `start` to before `stop` on one axis.
Value slice(const Value& a, std::int64_t axis, std::int64_t start, std::int64_t stop);
Value concatenate(const std::vector<Value>& parts, std::int64_t axis);
Value matrix_product(const Value& a, const Value& b, bool transpose_b = false);

/// [.., in] to [.., out]: `weight` is [out, in] as PyTorch has it.
Value linear(const Value& a, const Value& weight);
Value linear(const Value& a, const Value& weight, const Value& bias);
/// Returns the same values. OpenVINO 2026.4 uses a kernel of half the speed for a matrix product that only a bias follows.
/// If any element-wise function follows, it uses the fast kernel; this is such a function.
Value unbounded(const Value& a);
/// Both normalise over the last axis; the second has no gain and shift.
Value layer_norm(const Value& a, const Value& gain, const Value& shift, float epsilon);
Value layer_norm(const Value& a, float epsilon);
struct Padding {
  std::ptrdiff_t before = 0;
  std::ptrdiff_t after = 0;
};
/// [B, C in, T in] to [B, C out, T out]; `weight` is [C out, C in / groups, kernel] as PyTorch has it.
Value convolution(const Value& a, const Value& weight, std::size_t stride, Padding padding = {}, std::size_t groups = 1);
/// Adds one value a channel to [B, C, T].
Value add_to_channels(const Value& a, const Value& bias, std::size_t channels);
/// [B, T, C] to [B, C, T] and back.
Value swap_time_and_channels(const Value& a);
/// [B, T, C] to [B, heads, T, C / heads].
Value split_heads(const Value& a, std::size_t heads, std::size_t channels);
/// The inverse of split_heads().
Value join_heads(const Value& a, std::size_t channels);

}  // namespace affectus::graph
