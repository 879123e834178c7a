#include "encoders/convolution_stem.h"

#include <openvino/opsets/opset13.hpp>

#include "encoders/transformer_layer.h"

namespace affectus::graph {
namespace {

constexpr float epsilon = 1e-5F;

// [B, C, T]: each channel of an utterance to zero mean and unit variance over time, then gain and shift.
Value normalize_over_time(const Value& x, const LayerNorm& norm, std::size_t channels) {
  const Value normed = std::make_shared<ov::opset13::MVN>(x, integers({2}), /*normalize_variance=*/true, norm.epsilon,
                                                          ov::op::MVNEpsMode::INSIDE_SQRT);
  const std::vector<std::int64_t> shape = {1, static_cast<std::int64_t>(channels), 1};
  return add(multiply(normed, reshape(norm.gain, shape)), reshape(norm.shift, shape));
}

}  // namespace

Value convolution_stem(const EncoderConfig& config, CheckpointWeights& weights, const Value& samples) {
  using StemNorm = EncoderConfig::StemNorm;
  Value x = reshape(samples, {0, 1, -1});
  std::size_t in = 1;
  for (std::size_t i = 0; i < config.stem_channels.size(); ++i) {
    const std::string name = "feature_extractor.conv_layers." + std::to_string(i);
    const std::size_t out = config.stem_channels[i];
    x = convolution(x, weights.take(name + ".conv.weight", {out, in, config.stem_kernels[i]}), config.stem_strides[i]);
    if (config.stem_bias) x = add_to_channels(x, weights.take(name + ".conv.bias", {out}), out);
    if (config.stem_norm == StemNorm::layer)
      x = swap_time_and_channels(take_layer_norm(weights, name + ".layer_norm", out, epsilon)(swap_time_and_channels(x)));
    else if (i == 0)
      x = normalize_over_time(x, take_layer_norm(weights, name + ".layer_norm", out, epsilon), out);
    x = gelu(x);
    in = out;
  }
  return swap_time_and_channels(x);
}

}  // namespace affectus::graph
