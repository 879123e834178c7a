// Whisper's encoder (Radford et al., Robust Speech Recognition via Large-Scale Weak Supervision, 2022):
//
//   log-mel -> convolution 3 -> GELU -> convolution 3, stride 2 -> GELU -> + positions -> pre-norm layers -> norm
#include <openvino/opsets/opset13.hpp>

#include "encoders/encoder_graph.h"
#include "encoders/transformer_layer.h"

namespace affectus::graph {
namespace {

constexpr float norm_epsilon = 1e-5F;

Value stem_layer(CheckpointWeights& weights, const std::string& name, const Value& x, std::size_t in, std::size_t out,
                 std::size_t stride) {
  const Value weight = weights.take(name + ".weight", {out, in, 3});
  const Value bias = weights.take(name + ".bias", {out});
  return gelu(add_to_channels(convolution(x, weight, stride, {.before = 1, .after = 1}), bias, out));
}

// The first rows of the table of positions, as many as there are frames.
Value first_positions(const Value& table, const Value& frames) {
  return std::make_shared<ov::opset13::Slice>(table, integers({0}), with_axis(time_count(frames), 0), integers({1}),
                                              integers({0}));
}

TransformerLayer take_whisper_layer(CheckpointWeights& weights, const EncoderConfig& config, std::size_t index) {
  const std::string name = "layers." + std::to_string(index) + ".";
  const std::size_t size = config.hidden_size;
  return {.hidden_size = size,
          .heads = config.attention_heads,
          .attention_norm = take_layer_norm(weights, name + "self_attn_layer_norm", size, norm_epsilon),
          .query = take_linear(weights, name + "self_attn.q_proj", size, size),
          .key = take_linear(weights, name + "self_attn.k_proj", size, size, /*has_bias=*/false),
          .value = take_linear(weights, name + "self_attn.v_proj", size, size),
          .attention_output = take_linear(weights, name + "self_attn.out_proj", size, size),
          .feed_forward_norm = take_layer_norm(weights, name + "final_layer_norm", size, norm_epsilon),
          .feed_forward_in = take_linear(weights, name + "fc1", size, config.feed_forward_size),
          .feed_forward_out = take_linear(weights, name + "fc2", config.feed_forward_size, size),
          .bias = {}};
}

}  // namespace

EncoderGraph build_whisper(const EncoderConfig& config, CheckpointWeights& weights) {
  EncoderGraph graph;
  const auto mel_bins = static_cast<std::int64_t>(config.mel_bins);
  graph.input = std::make_shared<ov::op::v0::Parameter>(ov::element::f32, ov::PartialShape{-1, mel_bins, -1});
  Value x = stem_layer(weights, "conv1", graph.input, config.mel_bins, config.hidden_size, 1);
  x = stem_layer(weights, "conv2", x, config.hidden_size, config.hidden_size, 2);
  x = swap_time_and_channels(x);
  x = add(x, first_positions(weights.take("embed_positions.weight", {config.positions, config.hidden_size}), x));
  graph.hidden_states.push_back(x);
  for (std::size_t i = 0; i < config.layers; ++i) {
    x = take_whisper_layer(weights, config, i).pre_norm(x);
    graph.hidden_states.push_back(x);
  }
  const LayerNorm norm = take_layer_norm(weights, "layer_norm", config.hidden_size, norm_epsilon);
  graph.hidden_states.back() = norm(x);
  return graph;
}

}  // namespace affectus::graph
