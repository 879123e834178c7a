// The heads of emotion checkpoints on top of an encoder: pooling over time and a small network.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "encoder_graphs/encoder_config.h"
#include "encoder_graphs/transformer_layer.h"

namespace affectus::graph {

template <Engine E>
struct EmotionOutputs {
  typename E::Value scores;     // [B, outputs], before any softmax
  typename E::Value embedding;  // [B, C], the input of the last layer
  std::size_t embedding_dim;
};

/// The states [B, T, C], weighed by a softmax of the learned numbers `name`, one for each.
template <Engine E>
typename E::Value weigh_layers(const std::vector<typename E::Value>& states, typename E::Weights& weights,
                               const std::string& name) {
  using Value = typename E::Value;
  const Value shares = E::softmax(weights.take(name, {states.size()}), 0);
  Value total;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const auto place = static_cast<std::int64_t>(i);
    const Value part = E::multiply(states[i], E::slice(shares, 0, place, place + 1));
    total = i == 0 ? part : E::add(total, part);
  }
  return total;
}

/// transformers' sequence classifiers: hidden states (the last, or a weighted sum of all), projector, mean over time,
/// classifier.
template <Engine E>
EmotionOutputs<E> sequence_classifier(const EncoderConfig& config, const std::vector<typename E::Value>& states,
                                      typename E::Weights& weights, bool weighted_layers, std::size_t projection,
                                      std::size_t outputs) {
  using Value = typename E::Value;
  Value x = weighted_layers ? weigh_layers<E>(states, weights, "layer_weights") : states.back();
  x = take_linear<E>(weights, "projector", config.hidden_size, projection)(x);
  const Value pooled = E::mean(x, {1}, /*keep_axes=*/false);
  return {take_linear<E>(weights, "classifier", projection, outputs)(pooled), pooled, projection};
}

/// Mean over time, a dense layer with tanh, a linear one (Wagner et al., Dawn of the Transformer Era in Speech Emotion
/// Recognition, 2023).
template <Engine E>
EmotionOutputs<E> dense_head(const EncoderConfig& config, const std::vector<typename E::Value>& states,
                             typename E::Weights& weights, std::size_t outputs) {
  using Value = typename E::Value;
  const std::size_t size = config.hidden_size;
  const Value pooled = E::mean(states.back(), {1}, /*keep_axes=*/false);
  const Value dense = E::tanh(take_linear<E>(weights, "classifier.dense", size, size)(pooled));
  return {take_linear<E>(weights, "classifier.out_proj", size, outputs)(dense), dense, size};
}

/// Attentive statistics pooling (Okabe et al., 2018), then layers of linear, layer norm and ReLU, and a linear one
/// (Goncalves et al., Odyssey 2024 Speech Emotion Recognition Challenge, 2024).
template <Engine E>
EmotionOutputs<E> attentive_statistics_head(const EncoderConfig& config, const std::vector<typename E::Value>& states,
                                            typename E::Weights& weights, std::size_t hidden_layers, std::size_t hidden_size,
                                            std::size_t outputs) {
  using Value = typename E::Value;
  constexpr double largest = std::numeric_limits<float>::max();
  const std::size_t size = config.hidden_size;
  const Value& x = states.back();
  const Value attended = E::tanh(take_linear<E>(weights, "pool_model.sap_linear", size, size)(x));
  const Value shares =
      E::softmax(E::matrix_product(attended, weights.take("pool_model.attention", {size, 1})), 1);  // [B, T, 1]
  const Value centre = E::sum(E::multiply(x, shares), {1}, /*keep_axes=*/false);
  const Value square = E::sum(E::multiply(E::multiply(x, x), shares), {1}, /*keep_axes=*/false);
  const Value deviation = E::square_root(E::clamp(E::subtract(square, E::multiply(centre, centre)), 1e-5, largest));
  Value hidden = E::concatenate({centre, deviation}, 1);
  for (std::size_t i = 0; i < hidden_layers; ++i) {
    const std::string name = "ser_model.fc." + std::to_string(i) + ".";
    hidden = take_linear<E>(weights, name + "0", i == 0 ? 2 * size : hidden_size, hidden_size)(hidden);
    hidden = E::rectify(take_layer_norm<E>(weights, name + "1", hidden_size, 1e-5F)(hidden));
  }
  return {take_linear<E>(weights, "ser_model.out.0", hidden_size, outputs)(hidden), hidden, hidden_size};
}

/// Vox-Profile's (Feng et al., Vox-Profile, 2025): the states (weighed, where there are weights for them), three
/// convolutions of kernel 1 with ReLU between them, mean over time. Then for each output of `branches` two linear layers
/// with ReLU between them, whose outputs stand side by side, `outputs` each.
template <Engine E>
EmotionOutputs<E> vox_profile_head(const EncoderConfig& config, const std::vector<typename E::Value>& states,
                                   typename E::Weights& weights, bool weighted_layers, std::size_t hidden_size,
                                   const std::vector<std::string>& branches, std::size_t outputs) {
  using Value = typename E::Value;
  Value x = weighted_layers ? weigh_layers<E>(states, weights, "weights") : states.back();
  for (const std::size_t place : {0UL, 3UL, 6UL}) {
    const std::string name = "model_seq." + std::to_string(place);
    const std::size_t in = place == 0 ? config.hidden_size : hidden_size;
    const Value weight = weights.take(name + ".weight", {hidden_size, in, 1});
    x = E::add(E::convolve_frames(x, weight, /*stride=*/1), weights.take(name + ".bias", {hidden_size}));
    x = place == 6 ? E::bounded(x) : E::rectify(x);
  }
  const Value pooled = E::mean(x, {1}, /*keep_axes=*/false);
  std::vector<Value> scores;
  for (const std::string& branch : branches) {
    const Value hidden = E::rectify(take_linear<E>(weights, branch + ".0", hidden_size, hidden_size)(pooled));
    scores.push_back(take_linear<E>(weights, branch + ".2", hidden_size, outputs)(hidden));
  }
  return {scores.size() == 1 ? scores[0] : E::concatenate(scores, 1), pooled, hidden_size};
}

}  // namespace affectus::graph
