// WavLM's gated relative position bias (Chen et al., WavLM, 2022, section III B).
#pragma once

#include <functional>
#include <string>

#include "encoder_graphs/encoder_config.h"
#include "encoder_graphs/position_buckets.h"
#include "encoder_graphs/transformer_layer.h"

namespace affectus::graph {

/// From frames [B, T, C], of which only the number counts, the bias that all layers share, [1, heads, T, T]; from the
/// embedding of the first layer.
template <Engine E>
std::function<typename E::Value(const typename E::Value& frames)> take_positions(typename E::Weights& weights,
                                                                                 const EncoderConfig& config) {
  using Value = typename E::Value;
  const Value embedding =
      weights.take("encoder.layers.0.attention.rel_attn_embed.weight", {config.position_buckets, config.attention_heads});
  return [embedding, buckets = position_buckets(config), longest = config.position_max_distance](const Value& frames) {
    // One value for each head and distance.
    const Value table = E::transpose(E::rows(embedding, buckets), {1, 0});
    return E::spread_positions(table, frames, longest);
  };
}

/// Each layer weights the same bias by a gate that depends on its attention's input. Takes the gate's tensors of the
/// attention `name`.
template <Engine E>
std::function<typename E::Value(const typename E::Value&, const typename E::Value&)> take_gated_bias(
    typename E::Weights& weights, const EncoderConfig& config, const std::string& name) {
  using Value = typename E::Value;
  const std::size_t heads = config.attention_heads;
  const std::size_t channels = config.hidden_size;
  const Linear<E> projection = take_linear<E>(weights, name + ".gru_rel_pos_linear", channels / heads, 8);
  const Value factor = weights.take(name + ".gru_rel_pos_const", {1, heads, 1, 1});
  return [=](const Value& x, const Value& positions) {
    const Value projected = projection(E::split_heads(x, heads, channels));  // [B, heads, T, 8]
    const Value gates = E::sigmoid(E::sum(E::reshape(projected, {0, 0, 0, 2, 4}), {-1}, /*keep_axes=*/false));
    const Value a = E::slice(gates, 3, 0, 1);
    const Value b = E::slice(gates, 3, 1, 2);
    const Value gate = E::add(E::multiply(a, E::subtract(E::multiply(b, factor), E::scalar(1))), E::scalar(2));
    return E::multiply(gate, positions);
  };
}

}  // namespace affectus::graph
