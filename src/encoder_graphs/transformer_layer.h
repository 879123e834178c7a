// The transformer layer that all encoders here share: self-attention and a feed-forward network, each with a layer norm
// before or after it (Vaswani et al., Attention Is All You Need, 2017).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "encoder_graphs/engine.h"

namespace affectus::graph {

template <Engine E>
struct Linear {
  typename E::Product weight;  // [out, in]
  std::optional<typename E::Value> bias;
  typename E::Value operator()(const typename E::Value& a) const {
    return bias ? E::linear(a, weight, *bias) : E::linear(a, weight);
  }
};

/// Takes NAME.weight and, with `has_bias`, NAME.bias.
template <Engine E>
Linear<E> take_linear(typename E::Weights& weights, const std::string& name, std::size_t in, std::size_t out,
                      bool has_bias = true) {
  Linear<E> linear{weights.take_product(name, {out, in}), std::nullopt};
  if (has_bias) linear.bias = weights.take(name + ".bias", {out});
  return linear;
}

template <Engine E>
struct LayerNorm {
  typename E::Value gain, shift;
  float epsilon;
  typename E::Value operator()(const typename E::Value& a) const { return E::layer_norm(a, gain, shift, epsilon); }
};

template <Engine E>
LayerNorm<E> take_layer_norm(typename E::Weights& weights, const std::string& name, std::size_t channels, float epsilon) {
  return {weights.take(name + ".weight", {channels}), weights.take(name + ".bias", {channels}), epsilon};
}

/// What all layers of a run share; either may be absent.
template <Engine E>
struct LayerContext {
  std::optional<typename E::Value> positions;  // [1, heads, T, T]: WavLM's bias before the layer's gate
  std::optional<typename E::Value> mask;       // [B, 1, 1, T], added to the scores of keys: frames that are not there
};

template <Engine E>
struct TransformerLayer {
  using Value = typename E::Value;

  std::size_t hidden_size;
  std::size_t heads;
  LayerNorm<E> attention_norm;
  Linear<E> query, key, value, attention_output;
  LayerNorm<E> feed_forward_norm;
  Linear<E> feed_forward_in, feed_forward_out;
  bool norm_first;
  /// The bias of the attention's scores, [B, heads, T, T], of its input [B, T, C] and the shared positions; may be empty.
  std::function<Value(const Value& x, const Value& positions)> bias;

  /// Norms first: x + attention(norm(x)), then x + feed_forward(norm(x)). Else norm(x + attention(x)), then
  /// norm(x + feed_forward(x)).
  Value operator()(const Value& x, const LayerContext<E>& context) const {
    if (norm_first) {
      const Value attended = E::add(x, attend(attention_norm(x), context));
      return E::add(attended, feed_forward(feed_forward_norm(attended)));
    }
    const Value attended = attention_norm(E::add(x, attend(x, context)));
    return feed_forward_norm(E::add(attended, feed_forward(attended)));
  }

 private:
  Value attend(const Value& x, const LayerContext<E>& context) const {
    const Value q = E::split_heads(E::bounded(query(x)), heads, hidden_size);
    const Value k = E::split_heads(E::bounded(key(x)), heads, hidden_size);
    const Value v = E::split_heads(E::bounded(value(x)), heads, hidden_size);
    std::optional<Value> added = context.mask;
    if (bias) {
      const Value own = bias(x, *context.positions);
      added = added ? E::add(own, *added) : own;
    }
    const Value attended = added ? E::attention(q, k, v, *added) : E::attention(q, k, v);
    return E::bounded(attention_output(E::join_heads(attended, hidden_size)));
  }

  Value feed_forward(const Value& x) const { return E::bounded(feed_forward_out(E::gelu(feed_forward_in(x)))); }
};

}  // namespace affectus::graph
