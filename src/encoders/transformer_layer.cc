#include "encoders/transformer_layer.h"

#include <openvino/opsets/opset13.hpp>

namespace affectus::graph {

Value Linear::operator()(const Value& a) const { return bias ? linear(a, weight, *bias) : linear(a, weight); }

Linear take_linear(CheckpointWeights& weights, const std::string& name, std::size_t in, std::size_t out, bool has_bias) {
  Linear linear{weights.take(name + ".weight", {out, in}), std::nullopt};
  if (has_bias) linear.bias = weights.take(name + ".bias", {out});
  return linear;
}

Value LayerNorm::operator()(const Value& a) const { return layer_norm(a, gain, shift, epsilon); }

LayerNorm take_layer_norm(CheckpointWeights& weights, const std::string& name, std::size_t channels, float epsilon) {
  return {weights.take(name + ".weight", {channels}), weights.take(name + ".bias", {channels}), epsilon};
}

Value TransformerLayer::attend(const Value& x) const {
  const Value q = split_heads(unbounded(query(x)), heads, hidden_size);
  const Value k = split_heads(unbounded(key(x)), heads, hidden_size);
  const Value v = split_heads(unbounded(value(x)), heads, hidden_size);
  const Value attended =
      bias ? std::make_shared<ov::opset13::ScaledDotProductAttention>(q, k, v, bias(x), /*causal=*/false)->output(0)
           : std::make_shared<ov::opset13::ScaledDotProductAttention>(q, k, v, /*causal=*/false)->output(0);
  return unbounded(attention_output(join_heads(attended, hidden_size)));
}

Value TransformerLayer::feed_forward(const Value& x) const { return unbounded(feed_forward_out(gelu(feed_forward_in(x)))); }

Value TransformerLayer::pre_norm(const Value& x) const {
  const Value attended = add(x, attend(attention_norm(x)));
  return add(attended, feed_forward(feed_forward_norm(attended)));
}

Value TransformerLayer::post_norm(const Value& x) const {
  const Value attended = attention_norm(add(x, attend(x)));
  return feed_forward_norm(add(attended, feed_forward(attended)));
}

}  // namespace affectus::graph
