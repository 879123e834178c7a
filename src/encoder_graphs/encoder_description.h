// A speech encoder in its parts, for any engine. Taking it from a checkpoint and running it are two steps: an engine that
// computes at once runs the same parts again and again.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "encoder_graphs/convolution_stem.h"
#include "encoder_graphs/transformer_layer.h"

namespace affectus::graph {

template <Engine E>
struct EncoderDescription {
  using Value = typename E::Value;

  /// From samples to frames; not for Whisper.
  std::optional<ConvolutionStem<E>> stem;
  /// The stem's frames [B, T, C], or for Whisper the log-mel [B, mel bins, 2 T], to the input of the first layer, [B, T, C].
  std::function<Value(const Value&)> input;
  /// From the input of the first layer, of which only the number of frames counts, LayerContext::positions; may be empty.
  std::function<Value(const Value&)> positions;
  std::vector<TransformerLayer<E>> layers;
  /// After the last layer; absent: nothing is.
  std::optional<LayerNorm<E>> final_norm;
};

/// [B, T, C] each: 0 is the input of the first layer, which is given, k the output of layer k, and the last is the encoder's
/// output, after its final norm if it has one. `mask` as in LayerContext.
template <Engine E>
std::vector<typename E::Value> layer_states(const EncoderDescription<E>& encoder, const typename E::Value& first,
                                            const std::optional<typename E::Value>& mask) {
  std::vector<typename E::Value> states = {first};
  LayerContext<E> context;
  context.mask = mask;
  if (encoder.positions) context.positions = encoder.positions(first);
  for (const TransformerLayer<E>& layer : encoder.layers) states.push_back(layer(states.back(), context));
  if (encoder.final_norm) states.back() = (*encoder.final_norm)(states.back());
  return states;
}

/// The same from what EncoderDescription::input takes.
template <Engine E>
std::vector<typename E::Value> hidden_states(const EncoderDescription<E>& encoder, const typename E::Value& input) {
  return layer_states<E>(encoder, encoder.input(input), {});
}

}  // namespace affectus::graph
