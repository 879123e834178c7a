// wav2vec 2.0 (Baevski et al., 2020) and what has its shape: HuBERT (Hsu et al., 2021), WavLM (Chen et al., 2022) and
// data2vec-audio (Baevski et al., 2022):
//
//   samples -> convolution stem -> projection -> + positional convolution -> layers
//
// After the stem WavLM differs by its position bias, data2vec by its positional convolutions, HuBERT hardly at all.
#pragma once

#include <optional>
#include <string>

#include "encoder_graphs/encoder_description.h"
#include "encoder_graphs/relative_position_bias.h"

namespace affectus::graph {

template <Engine E>
class Wav2Vec2Parts {
 public:
  using Value = typename E::Value;
  using Family = EncoderConfig::Family;

  Wav2Vec2Parts(const EncoderConfig& config, typename E::Weights& weights) : config_(config), weights_(weights) {}

  /// [B, T, C] to what is added to tell where a frame is.
  std::function<Value(const Value&)> positional_convolution() {
    const std::string name = "encoder.pos_conv_embed.";
    if (config_.family == Family::data2vec_audio) return layered_convolution(name + "layers.");
    if (config_.position_batch_norm) return batch_normed_convolution(name);
    return weight_normed_convolution(name + "conv");
  }

  std::function<Value(const Value&)> projection() {
    const std::size_t channels = config_.stem_channels.back();
    std::optional<LayerNorm<E>> norm;
    if (config_.projection_layer_norm)
      norm = take_layer_norm<E>(weights_, "feature_projection.layer_norm", channels, config_.layer_norm_epsilon);
    const Linear<E> linear = take_linear<E>(weights_, "feature_projection.projection", channels, config_.hidden_size);
    return [=](const Value& x) { return linear(norm ? (*norm)(x) : x); };
  }

  TransformerLayer<E> layer(std::size_t index) {
    const std::string name = "encoder.layers." + std::to_string(index) + ".";
    const std::size_t size = config_.hidden_size;
    const float epsilon = config_.layer_norm_epsilon;
    TransformerLayer<E> layer{
        .hidden_size = size,
        .heads = config_.attention_heads,
        .attention_norm = take_layer_norm<E>(weights_, name + "layer_norm", size, epsilon),
        .query = take_linear<E>(weights_, name + "attention.q_proj", size, size),
        .key = take_linear<E>(weights_, name + "attention.k_proj", size, size),
        .value = take_linear<E>(weights_, name + "attention.v_proj", size, size),
        .attention_output = take_linear<E>(weights_, name + "attention.out_proj", size, size),
        .feed_forward_norm = take_layer_norm<E>(weights_, name + "final_layer_norm", size, epsilon),
        .feed_forward_in =
            take_linear<E>(weights_, name + "feed_forward.intermediate_dense", size, config_.feed_forward_size),
        .feed_forward_out = take_linear<E>(weights_, name + "feed_forward.output_dense", config_.feed_forward_size, size),
        .norm_first = config_.stable_layer_norm,
        .bias = {}};
    if (config_.family == Family::wavlm) layer.bias = take_gated_bias<E>(weights_, config_, name + "attention");
    return layer;
  }

  // What serves training only.
  void ignore_leftovers() {
    weights_.ignore("masked_spec_embed");
    for (const char* beginning : {"quantizer.", "project_hid.", "project_q."}) weights_.ignore_prefix(beginning);
  }

 private:
  // [B, C, T] to the same, one convolution of odd or even kernel that keeps T.
  static Value same_length_convolution(const Value& x, const Value& weight, const Value& bias, const EncoderConfig& config) {
    const std::size_t kernel = config.position_kernel;
    return E::add_to_channels(
        E::convolution(x, weight, kernel / 2, kernel - 1 - kernel / 2, /*stride=*/1, config.position_groups), bias,
        config.hidden_size);
  }
  Value take_bias(const std::string& convolution) { return weights_.take(convolution + ".bias", {config_.hidden_size}); }
  Value take_kernel(const std::string& convolution) {
    const std::size_t size = config_.hidden_size;
    return weights_.take(convolution + ".weight", {size, size / config_.position_groups, config_.position_kernel});
  }

  std::function<Value(const Value&)> layered_convolution(const std::string& name) {
    struct Convolution {
      Value weight, bias;
    };
    std::vector<Convolution> convolutions;
    for (std::size_t i = 0; i < config_.position_layers; ++i) {
      const std::string layer = name + std::to_string(i) + ".conv";
      const Value weight = take_kernel(layer);
      convolutions.push_back({weight, take_bias(layer)});
    }
    return [convolutions, config = config_](const Value& frames) {
      Value x = E::swap_time_and_channels(frames);
      for (const Convolution& convolution : convolutions) {
        x = same_length_convolution(x, convolution.weight, convolution.bias, config);
        x = E::gelu(E::swap_time_and_channels(E::layer_norm(E::swap_time_and_channels(x), 1e-5F)));
      }
      return E::swap_time_and_channels(x);
    };
  }

  std::function<Value(const Value&)> batch_normed_convolution(const std::string& name) {
    const std::size_t channels = config_.hidden_size;
    weights_.ignore(name + "batch_norm.num_batches_tracked");
    const Value gain = weights_.take(name + "batch_norm.weight", {channels});
    const Value shift = weights_.take(name + "batch_norm.bias", {channels});
    const Value mean = weights_.take(name + "batch_norm.running_mean", {channels});
    const Value variance = weights_.take(name + "batch_norm.running_var", {channels});
    const Value weight = take_kernel(name + "conv");
    const Value bias = take_bias(name + "conv");
    return [=, config = config_](const Value& frames) {
      const Value x = E::batch_norm(E::swap_time_and_channels(frames), gain, shift, mean, variance, 1e-5F);
      return E::swap_time_and_channels(E::gelu(same_length_convolution(x, weight, bias, config)));
    };
  }

  // The weight is v divided by its norm over all but the kernel's axis, times g: PyTorch's weight_norm with dim=2, under its
  // old or new names.
  std::function<Value(const Value&)> weight_normed_convolution(const std::string& name) {
    const std::size_t size = config_.hidden_size;
    const std::size_t kernel = config_.position_kernel;
    const bool new_names = weights_.has(name + ".parametrizations.weight.original0");
    const Value g = weights_.take(name + (new_names ? ".parametrizations.weight.original0" : ".weight_g"), {1, 1, kernel});
    const Value v = weights_.take(name + (new_names ? ".parametrizations.weight.original1" : ".weight_v"),
                                  {size, size / config_.position_groups, kernel});
    const Value bias = take_bias(name);
    return [=, config = config_](const Value& frames) {
      const Value squares = E::sum(E::multiply(v, v), {0, 1}, /*keep_axes=*/true);
      const Value weight = E::multiply(v, E::divide(g, E::square_root(squares)));
      const Value x = E::swap_time_and_channels(frames);
      return E::swap_time_and_channels(E::gelu(same_length_convolution(x, weight, bias, config)));
    };
  }

  const EncoderConfig& config_;
  typename E::Weights& weights_;
};

/// Takes every tensor of the encoder. Throws the errors of CheckpointPart.
template <Engine E>
EncoderDescription<E> take_wav2vec2(const EncoderConfig& config, typename E::Weights& weights) {
  using Value = typename E::Value;
  Wav2Vec2Parts<E> parts(config, weights);
  EncoderDescription<E> encoder;
  encoder.stem = take_convolution_stem<E>(config, weights);
  const auto project = parts.projection();
  const auto tell_positions = parts.positional_convolution();
  const LayerNorm<E> norm = take_layer_norm<E>(weights, "encoder.layer_norm", config.hidden_size, config.layer_norm_epsilon);
  const bool norm_first = config.stable_layer_norm;
  encoder.input = [=](const Value& frames) {
    const Value projected = project(frames);
    const Value placed = E::add(projected, tell_positions(projected));
    return norm_first ? placed : norm(placed);
  };
  if (config.family == EncoderConfig::Family::wavlm) encoder.positions = take_positions<E>(weights, config);
  for (std::size_t i = 0; i < config.layers; ++i) encoder.layers.push_back(parts.layer(i));
  if (norm_first) encoder.final_norm = norm;
  parts.ignore_leftovers();
  return encoder;
}

}  // namespace affectus::graph
