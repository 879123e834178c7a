// The transformer layer that all encoders here share: self-attention and a feed-forward network, each with a layer norm
// before or after it (Vaswani et al., Attention Is All You Need, 2017).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "encoders/checkpoint_weights.h"
#include "encoders/graph_operators.h"

namespace affectus::graph {

struct Linear {
  Value weight;  // [out, in]
  std::optional<Value> bias;
  Value operator()(const Value& a) const;
};
/// Takes NAME.weight and, with `has_bias`, NAME.bias.
Linear take_linear(CheckpointWeights& weights, const std::string& name, std::size_t in, std::size_t out,
                   bool has_bias = true);

struct LayerNorm {
  Value gain, shift;
  float epsilon;
  Value operator()(const Value& a) const;
};
LayerNorm take_layer_norm(CheckpointWeights& weights, const std::string& name, std::size_t channels, float epsilon);

/// Computes the bias of an attention's scores, [B, heads, T, T], from the attention's input [B, T, C].
using AttentionBias = std::function<Value(const Value&)>;

struct TransformerLayer {
  std::size_t hidden_size;
  std::size_t heads;
  LayerNorm attention_norm;
  Linear query, key, value, attention_output;
  LayerNorm feed_forward_norm;
  Linear feed_forward_in, feed_forward_out;
  AttentionBias bias;  // may be empty

  /// x + attention(norm(x)), then x + feed_forward(norm(x)).
  Value pre_norm(const Value& x) const;
  /// norm(x + attention(x)), then norm(x + feed_forward(x)).
  Value post_norm(const Value& x) const;

 private:
  Value attend(const Value& x) const;
  Value feed_forward(const Value& x) const;
};

}  // namespace affectus::graph
