// What an engine must have to run the graphs of this folder. The graphs are templates of an engine `E`, a struct of static
// functions, so that each encoder is described once: OpenVINO's engine makes nodes of a graph (encoders/openvino_engine.h),
// LibTorch's computes at once, with gradients (torch_encoders/torch_engine.h).
//
//   E::Value     a tensor, of float32 unless said otherwise. B: batch, T: time, C: channels
//   E::Product   the weight of a matrix product, [out, in] as PyTorch has it
//   E::Weights   gives each tensor of a checkpoint once: has(name), take(name, shape) -> Value,
//                take_product(module, {out, in}) -> Product of module.weight, ignore(name), ...
//
//   scalar(float)                                       add, subtract, multiply, divide(a, b): element by element, broadcast
//   square_root, sigmoid, tanh, rectify(a)              gelu(a): by the error function, not its approximation by tanh
//   softmax(a, axis)                                    mean, sum(a, axes, keep_axes)
//   clamp(a, least, largest)                            reshape(a, shape): 0 is as it was, -1 the rest
//   transpose(a, order)                                 slice(a, axis, start, stop)
//   with_axis(a, axis): one more, of one element        concatenate(parts, axis)
//   matrix_product(a, b)                                linear(a, product), linear(a, product, bias): [.., in] to [.., out]
//   bounded(a): the same values (see OpenVINO's)        layer_norm(a, epsilon), layer_norm(a, gain, shift, epsilon)
//   batch_norm(a [B, C, T], gain, shift, mean, variance, epsilon): of the given moments
//   convolution(a [B, C in, T], weight [C out, C in / groups, kernel], before, after, stride, groups): zeros around
//   add_to_channels(a [B, C, T], bias, channels)        swap_time_and_channels(a)
//   convolve_frames(a [B, T, C in], weight [C out, C in, kernel], stride): [B, T out, C out], nothing around
//   split_heads(a [B, T, C], heads, channels): [B, heads, T, C / heads]       join_heads(a, channels): the inverse
//   attention(q, k, v), attention(q, k, v, bias): softmax(q k' / sqrt(C / heads) + bias) v
//   rows(table, numbers)                                first_rows(table, frames [B, T, C]): T of them
//   spread_positions(table [heads, 2 longest + 1], frames [B, T, C], longest): [1, heads, T, T], of key - query
#pragma once

#include <concepts>
#include <cstddef>

namespace affectus::graph {

template <class E>
concept Engine = requires(const typename E::Value& value, const typename E::Product& product, typename E::Weights& weights) {
  { E::add(value, value) } -> std::same_as<typename E::Value>;
  { E::gelu(value) } -> std::same_as<typename E::Value>;
  { E::linear(value, product) } -> std::same_as<typename E::Value>;
  { E::attention(value, value, value) } -> std::same_as<typename E::Value>;
  { E::convolve_frames(value, value, std::size_t{1}) } -> std::same_as<typename E::Value>;
};

}  // namespace affectus::graph
