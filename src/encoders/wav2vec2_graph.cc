// wav2vec 2.0 (Baevski et al., 2020) and what has its shape: HuBERT (Hsu et al., 2021), WavLM (Chen et al., 2022) and
// data2vec-audio (Baevski et al., 2022):
//
//   samples -> convolution stem -> projection -> + positional convolution -> layers
//
// After the stem WavLM differs by its position bias, data2vec by its positional convolutions, HuBERT hardly at all.
#include <openvino/opsets/opset13.hpp>

#include "encoders/convolution_stem.h"
#include "encoders/encoder_graph.h"
#include "encoders/relative_position_bias.h"
#include "encoders/transformer_layer.h"

namespace affectus::graph {
namespace {

using Family = EncoderConfig::Family;

// v divided by its norm over all but the kernel's axis, times g: PyTorch's weight_norm with dim=2, under its old or new
// names.
Value take_normed_weight(CheckpointWeights& weights, const std::string& name, const EncoderConfig& config) {
  const std::size_t size = config.hidden_size;
  const std::size_t kernel = config.position_kernel;
  const bool new_names = weights.has(name + ".parametrizations.weight.original0");
  const Value g = weights.take(name + (new_names ? ".parametrizations.weight.original0" : ".weight_g"), {1, 1, kernel});
  const Value v = weights.take(name + (new_names ? ".parametrizations.weight.original1" : ".weight_v"),
                               {size, size / config.position_groups, kernel});
  const Value squares = std::make_shared<ov::opset13::ReduceSum>(multiply(v, v), integers({0, 1}), /*keep_dims=*/true);
  return multiply(v, divide(g, square_root(squares)));
}

// [B, C, T] to the same, one convolution of odd or even kernel that keeps T.
Value same_length_convolution(const Value& x, const Value& weight, const Value& bias, const EncoderConfig& config) {
  const std::size_t kernel = config.position_kernel;
  const auto before = static_cast<std::ptrdiff_t>(kernel / 2);
  const auto after = static_cast<std::ptrdiff_t>(kernel - 1 - kernel / 2);
  return add_to_channels(convolution(x, weight, 1, {before, after}, config.position_groups), bias, config.hidden_size);
}

Value batch_norm(CheckpointWeights& weights, const std::string& name, const Value& x, std::size_t channels) {
  weights.ignore(name + ".num_batches_tracked");
  const Value gain = weights.take(name + ".weight", {channels});
  const Value shift = weights.take(name + ".bias", {channels});
  const Value mean = weights.take(name + ".running_mean", {channels});
  const Value variance = weights.take(name + ".running_var", {channels});
  return std::make_shared<ov::opset13::BatchNormInference>(x, gain, shift, mean, variance, 1e-5);
}

// Of [B, T, C], what is added to tell where a frame is.
Value positional_convolution(const EncoderConfig& config, CheckpointWeights& weights, const Value& frames) {
  const std::string name = "encoder.pos_conv_embed.";
  const std::size_t size = config.hidden_size;
  const auto take_bias = [&](const std::string& convolution) { return weights.take(convolution + ".bias", {size}); };
  Value x = swap_time_and_channels(frames);
  if (config.family == Family::data2vec_audio) {
    for (std::size_t i = 0; i < config.position_layers; ++i) {
      const std::string layer = name + "layers." + std::to_string(i) + ".conv";
      const Value weight = weights.take(layer + ".weight", {size, size / config.position_groups, config.position_kernel});
      x = same_length_convolution(x, weight, take_bias(layer), config);
      x = gelu(swap_time_and_channels(layer_norm(swap_time_and_channels(x), 1e-5F)));
    }
  } else if (config.position_batch_norm) {
    x = batch_norm(weights, name + "batch_norm", x, size);
    const Value weight = weights.take(name + "conv.weight", {size, size / config.position_groups, config.position_kernel});
    x = gelu(same_length_convolution(x, weight, take_bias(name + "conv"), config));
  } else {
    x = gelu(
        same_length_convolution(x, take_normed_weight(weights, name + "conv", config), take_bias(name + "conv"), config));
  }
  return swap_time_and_channels(x);
}

TransformerLayer take_wav2vec2_layer(CheckpointWeights& weights, const EncoderConfig& config, std::size_t index) {
  const std::string name = "encoder.layers." + std::to_string(index) + ".";
  const std::size_t size = config.hidden_size;
  const float epsilon = config.layer_norm_epsilon;
  return {.hidden_size = size,
          .heads = config.attention_heads,
          .attention_norm = take_layer_norm(weights, name + "layer_norm", size, epsilon),
          .query = take_linear(weights, name + "attention.q_proj", size, size),
          .key = take_linear(weights, name + "attention.k_proj", size, size),
          .value = take_linear(weights, name + "attention.v_proj", size, size),
          .attention_output = take_linear(weights, name + "attention.out_proj", size, size),
          .feed_forward_norm = take_layer_norm(weights, name + "final_layer_norm", size, epsilon),
          .feed_forward_in = take_linear(weights, name + "feed_forward.intermediate_dense", size, config.feed_forward_size),
          .feed_forward_out = take_linear(weights, name + "feed_forward.output_dense", config.feed_forward_size, size),
          .bias = {}};
}

Value project(const EncoderConfig& config, CheckpointWeights& weights, Value x) {
  const std::size_t channels = config.stem_channels.back();
  if (config.projection_layer_norm)
    x = take_layer_norm(weights, "feature_projection.layer_norm", channels, config.layer_norm_epsilon)(x);
  return take_linear(weights, "feature_projection.projection", channels, config.hidden_size)(x);
}

// What serves training only.
void ignore_leftovers(CheckpointWeights& weights) {
  weights.ignore("masked_spec_embed");
  for (const char* beginning : {"quantizer.", "project_hid.", "project_q."}) weights.ignore_prefix(beginning);
}

}  // namespace

EncoderGraph build_wav2vec2(const EncoderConfig& config, CheckpointWeights& weights) {
  EncoderGraph graph;
  graph.stem = convolution_stem(config, weights);
  const auto channels = static_cast<std::int64_t>(config.stem_channels.back());
  graph.input = std::make_shared<ov::op::v0::Parameter>(ov::element::f32, ov::PartialShape{-1, -1, channels});
  Value x = project(config, weights, graph.input);
  x = add(x, positional_convolution(config, weights, x));

  const LayerNorm norm = take_layer_norm(weights, "encoder.layer_norm", config.hidden_size, config.layer_norm_epsilon);
  if (!config.stable_layer_norm) x = norm(x);
  graph.hidden_states.push_back(x);
  Value positions;
  if (config.family == Family::wavlm) positions = spread_positions(take_position_table(weights, config), x, config);
  for (std::size_t i = 0; i < config.layers; ++i) {
    TransformerLayer layer = take_wav2vec2_layer(weights, config, i);
    if (config.family == Family::wavlm)
      layer.bias = take_gated_bias(weights, config, "encoder.layers." + std::to_string(i) + ".attention", positions);
    x = config.stable_layer_norm ? layer.pre_norm(x) : layer.post_norm(x);
    graph.hidden_states.push_back(x);
  }
  if (config.stable_layer_norm) graph.hidden_states.back() = norm(x);
  ignore_leftovers(weights);
  return graph;
}

EncoderGraph build_encoder(const EncoderConfig& config, CheckpointWeights& weights) {
  return config.is_whisper() ? build_whisper(config, weights) : build_wav2vec2(config, weights);
}

}  // namespace affectus::graph
