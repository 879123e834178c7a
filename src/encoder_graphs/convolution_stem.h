// The convolutions that turn samples into frames, in wav2vec 2.0 and encoders of the same shape.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "encoder_graphs/encoder_config.h"
#include "encoder_graphs/transformer_layer.h"

namespace affectus::graph {

template <Engine E>
struct ConvolutionStem {
  using Value = typename E::Value;

  /// Means and variances over time of a channel, each [C] or [B, 1, C].
  struct Moments {
    Value mean, variance;
  };
  /// The moments that the first convolution's channels [B, T, C] are normalised by, given those of the piece at hand, [B, 1,
  /// C] each: its own, or those of the whole recording of which it is a piece.
  using ChooseMoments = std::function<Moments(const Moments& of_piece, std::size_t channels)>;

  /// [B, count] to [B, T, C].
  Value operator()(const Value& samples, const ChooseMoments& choose) const {
    Value x = E::reshape(samples, {0, -1, 1});
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const Layer& layer = layers[i];
      x = E::convolve_frames(x, layer.weight, layer.stride);
      if (layer.bias) x = E::add(x, *layer.bias);
      if (over_time && i == 0) {
        const Value mean = E::mean(x, {1}, /*keep_axes=*/true);
        const Value centred = E::subtract(x, mean);
        const Value variance = E::mean(E::multiply(centred, centred), {1}, /*keep_axes=*/true);
        x = normalize_over_time(x, choose({mean, variance}, layer.channels), *layer.norm);
      } else if (layer.norm) {
        x = (*layer.norm)(E::bounded(x));
      }
      x = E::gelu(x);
    }
    return x;
  }

  struct Layer {
    Value weight;
    std::size_t channels;
    std::size_t stride;
    std::optional<Value> bias;
    std::optional<LayerNorm<E>> norm;
  };
  std::vector<Layer> layers;
  bool over_time;  // the first convolution's channels are normalised over time, else all convolutions' over channels

 private:
  // [B, T, C]: each channel to zero mean and unit variance, then gain and shift.
  static Value normalize_over_time(const Value& x, const Moments& moments, const LayerNorm<E>& norm) {
    const Value scale = E::divide(norm.gain, E::square_root(E::add(moments.variance, E::scalar(norm.epsilon))));
    return E::add(E::multiply(E::subtract(x, moments.mean), scale), norm.shift);
  }
};

template <Engine E>
ConvolutionStem<E> take_convolution_stem(const EncoderConfig& config, typename E::Weights& weights) {
  constexpr float epsilon = 1e-5F;
  ConvolutionStem<E> stem;
  stem.over_time = config.stem_norm == EncoderConfig::StemNorm::group;
  std::size_t in = 1;
  for (std::size_t i = 0; i < config.stem_channels.size(); ++i) {
    const std::string name = "feature_extractor.conv_layers." + std::to_string(i);
    const std::size_t out = config.stem_channels[i];
    auto& layer = stem.layers.emplace_back(
        typename ConvolutionStem<E>::Layer{weights.take(name + ".conv.weight", {out, in, config.stem_kernels[i]}), out,
                                           config.stem_strides[i], std::nullopt, std::nullopt});
    if (config.stem_bias) layer.bias = weights.take(name + ".conv.bias", {out});
    if (!stem.over_time || i == 0) layer.norm = take_layer_norm<E>(weights, name + ".layer_norm", out, epsilon);
    in = out;
  }
  return stem;
}

}  // namespace affectus::graph
