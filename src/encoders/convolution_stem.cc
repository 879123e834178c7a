#include "encoders/convolution_stem.h"

#include <numeric>

#include "encoders/transformer_layer.h"

namespace affectus::graph {
namespace {

constexpr float stem_epsilon = 1e-5F;

// The frames that each place of a kernel sees: int64 [T out, kernel].
Value seen_frames(const Value& x, std::size_t kernel, std::size_t stride) {
  const Value end = subtract(time_count(x), integer(static_cast<std::int64_t>(kernel - 1)));
  const Value first = integer_range(0, end, static_cast<std::int64_t>(stride));
  std::vector<std::int64_t> places(kernel);
  std::iota(places.begin(), places.end(), std::int64_t{0});
  return add(with_axis(first, 1), integers(places));
}

// A convolution of [B, T, C] as one matrix product: what a kernel sees, side by side, times all of its weights. The frames
// stay in the order that layer norms and the product like, and the product runs at the machine's full speed, which the
// library's convolutions of one dimension do not reach.
Value convolve_frames(const Value& x, const Value& weight, std::size_t stride) {
  const ov::Shape& shape = weight.get_shape();  // [C out, C in, kernel]
  const auto seen_values = static_cast<std::int64_t>(shape[1] * shape[2]);
  const Value seen = gather(x, seen_frames(x, shape[2], stride), 1);
  const Value rows = reshape(transpose(weight, {0, 2, 1}), {static_cast<std::int64_t>(shape[0]), seen_values});
  return linear(reshape(seen, {0, 0, seen_values}), rows);
}

// [B, T, C]: each channel to zero mean and unit variance, of the given moments [2, C], then gain and shift.
Value normalize_over_time(const Value& x, const Value& moments, const LayerNorm& norm) {
  const Value mean = gather(moments, integer(0), 0);
  const Value variance = gather(moments, integer(1), 0);
  const Value scale = divide(norm.gain, square_root(add(variance, scalar(norm.epsilon))));
  return add(multiply(subtract(x, mean), scale), norm.shift);
}

}  // namespace

ConvolutionStem convolution_stem(const EncoderConfig& config, CheckpointWeights& weights) {
  using StemNorm = EncoderConfig::StemNorm;
  ConvolutionStem stem;
  stem.samples = std::make_shared<ov::op::v0::Parameter>(ov::element::f32, ov::PartialShape{-1, -1});
  Value x = reshape(stem.samples, {0, -1, 1});
  std::size_t in = 1;
  for (std::size_t i = 0; i < config.stem_channels.size(); ++i) {
    const std::string name = "feature_extractor.conv_layers." + std::to_string(i);
    const std::size_t out = config.stem_channels[i];
    x = convolve_frames(x, weights.take(name + ".conv.weight", {out, in, config.stem_kernels[i]}), config.stem_strides[i]);
    if (config.stem_bias) x = add(x, weights.take(name + ".conv.bias", {out}));
    if (config.stem_norm == StemNorm::layer) {
      x = take_layer_norm(weights, name + ".layer_norm", out, stem_epsilon)(unbounded(x));
    } else if (i == 0) {
      stem.piece_mean = mean(x, 1, /*keep_axis=*/true);
      const Value centred = subtract(x, stem.piece_mean);
      stem.piece_variance = mean(multiply(centred, centred), 1, /*keep_axis=*/true);
      stem.moments = std::make_shared<ov::op::v0::Parameter>(ov::element::f32, ov::Shape{2, out});
      x = normalize_over_time(x, stem.moments, take_layer_norm(weights, name + ".layer_norm", out, stem_epsilon));
    }
    x = gelu(x);
    in = out;
  }
  stem.frames = x;
  return stem;
}

}  // namespace affectus::graph
