#include "encoders/emotion_head.h"

#include <limits>
#include <openvino/opsets/opset13.hpp>

#include "encoders/transformer_layer.h"

namespace affectus::graph {
namespace {

// The hidden states, weighed by a softmax of learned numbers.
Value weigh_layers(const EncoderGraph& encoder, CheckpointWeights& weights) {
  const std::size_t count = encoder.hidden_states.size();
  const Value shares = softmax(weights.take("layer_weights", {count}), 0);
  Value total;
  for (std::size_t i = 0; i < count; ++i) {
    const auto place = static_cast<std::int64_t>(i);
    const Value part = multiply(encoder.hidden_states[i], slice(shares, 0, place, place + 1));
    total = i == 0 ? part : add(total, part);
  }
  return total;
}

Value clamp_from(const Value& a, double least) {
  return std::make_shared<ov::opset13::Clamp>(a, least, static_cast<double>(std::numeric_limits<float>::max()));
}

}  // namespace

EmotionOutputs sequence_classifier(const EncoderConfig& config, const EncoderGraph& encoder, CheckpointWeights& weights,
                                   bool weighted_layers, std::size_t projection, std::size_t outputs) {
  Value x = weighted_layers ? weigh_layers(encoder, weights) : encoder.hidden_states.back();
  x = take_linear(weights, "projector", config.hidden_size, projection)(x);
  const Value pooled = mean(x, 1, /*keep_axis=*/false);
  return {take_linear(weights, "classifier", projection, outputs)(pooled), pooled, projection};
}

EmotionOutputs dense_head(const EncoderConfig& config, const EncoderGraph& encoder, CheckpointWeights& weights,
                          std::size_t outputs) {
  const std::size_t size = config.hidden_size;
  const Value pooled = mean(encoder.hidden_states.back(), 1, /*keep_axis=*/false);
  const Value dense = tanh(take_linear(weights, "classifier.dense", size, size)(pooled));
  return {take_linear(weights, "classifier.out_proj", size, outputs)(dense), dense, size};
}

EmotionOutputs attentive_statistics_head(const EncoderConfig& config, const EncoderGraph& encoder,
                                         CheckpointWeights& weights, std::size_t hidden_layers, std::size_t hidden_size,
                                         std::size_t outputs) {
  const std::size_t size = config.hidden_size;
  const Value& x = encoder.hidden_states.back();
  const Value attended = tanh(take_linear(weights, "pool_model.sap_linear", size, size)(x));
  const Value shares = softmax(matrix_product(attended, weights.take("pool_model.attention", {size, 1})), 1);  // [B, T, 1]
  const Value centre = sum(multiply(x, shares), 1, /*keep_axis=*/false);
  const Value square = sum(multiply(multiply(x, x), shares), 1, /*keep_axis=*/false);
  const Value deviation = square_root(clamp_from(subtract(square, multiply(centre, centre)), 1e-5));
  Value hidden = concatenate({centre, deviation}, 1);
  for (std::size_t i = 0; i < hidden_layers; ++i) {
    const std::string name = "ser_model.fc." + std::to_string(i) + ".";
    hidden = take_linear(weights, name + "0", i == 0 ? 2 * size : hidden_size, hidden_size)(hidden);
    hidden = rectify(take_layer_norm(weights, name + "1", hidden_size, 1e-5F)(hidden));
  }
  return {take_linear(weights, "ser_model.out.0", hidden_size, outputs)(hidden), hidden, hidden_size};
}

}  // namespace affectus::graph
