// Whisper's encoder (Radford et al., Robust Speech Recognition via Large-Scale Weak Supervision, 2022):
//
//   log-mel -> convolution 3 -> GELU -> convolution 3, stride 2 -> GELU -> + positions -> pre-norm layers -> norm
#pragma once

#include <string>

#include "encoder_graphs/encoder_config.h"
#include "encoder_graphs/encoder_description.h"

namespace affectus::graph {

inline constexpr float whisper_epsilon = 1e-5F;

template <Engine E>
std::function<typename E::Value(const typename E::Value&)> take_whisper_stem_layer(typename E::Weights& weights,
                                                                                   const std::string& name, std::size_t in,
                                                                                   std::size_t out, std::size_t stride) {
  using Value = typename E::Value;
  const Value weight = weights.take(name + ".weight", {out, in, 3});
  const Value bias = weights.take(name + ".bias", {out});
  return [=](const Value& x) {
    return E::gelu(
        E::add_to_channels(E::convolution(x, weight, /*before=*/1, /*after=*/1, stride, /*groups=*/1), bias, out));
  };
}

template <Engine E>
TransformerLayer<E> take_whisper_layer(typename E::Weights& weights, const EncoderConfig& config, std::size_t index) {
  const std::string name = "layers." + std::to_string(index) + ".";
  const std::size_t size = config.hidden_size;
  return {.hidden_size = size,
          .heads = config.attention_heads,
          .attention_norm = take_layer_norm<E>(weights, name + "self_attn_layer_norm", size, whisper_epsilon),
          .query = take_linear<E>(weights, name + "self_attn.q_proj", size, size),
          .key = take_linear<E>(weights, name + "self_attn.k_proj", size, size, /*has_bias=*/false),
          .value = take_linear<E>(weights, name + "self_attn.v_proj", size, size),
          .attention_output = take_linear<E>(weights, name + "self_attn.out_proj", size, size),
          .feed_forward_norm = take_layer_norm<E>(weights, name + "final_layer_norm", size, whisper_epsilon),
          .feed_forward_in = take_linear<E>(weights, name + "fc1", size, config.feed_forward_size),
          .feed_forward_out = take_linear<E>(weights, name + "fc2", config.feed_forward_size, size),
          .norm_first = true,
          .bias = {}};
}

/// Takes every tensor of the encoder. Throws the errors of CheckpointPart.
template <Engine E>
EncoderDescription<E> take_whisper(const EncoderConfig& config, typename E::Weights& weights) {
  using Value = typename E::Value;
  const std::size_t size = config.hidden_size;
  EncoderDescription<E> encoder;
  const auto first = take_whisper_stem_layer<E>(weights, "conv1", config.mel_bins, size, 1);
  const auto second = take_whisper_stem_layer<E>(weights, "conv2", size, size, 2);
  const Value positions = weights.take("embed_positions.weight", {config.positions, size});
  encoder.input = [=](const Value& log_mel) {
    const Value frames = E::swap_time_and_channels(second(first(log_mel)));
    return E::add(frames, E::first_rows(positions, frames));
  };
  for (std::size_t i = 0; i < config.layers; ++i) encoder.layers.push_back(take_whisper_layer<E>(weights, config, i));
  encoder.final_norm = take_layer_norm<E>(weights, "layer_norm", size, whisper_epsilon);
  return encoder;
}

}  // namespace affectus::graph
