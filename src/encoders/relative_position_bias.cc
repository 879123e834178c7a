#include "encoders/relative_position_bias.h"

#include <algorithm>
#include <cmath>
#include <openvino/opsets/opset13.hpp>

namespace affectus::graph {

namespace ops = ov::opset13;

std::size_t position_bucket(std::int64_t distance, std::size_t buckets, std::size_t max_distance) {
  const std::size_t half = buckets / 2;
  const std::size_t exact = half / 2;
  const std::size_t first = distance > 0 ? half : 0;
  const auto length = static_cast<std::size_t>(std::abs(distance));
  if (length < exact) return first + length;
  // In float32, as the models were trained.
  const float ratio = std::log(static_cast<float>(length) / static_cast<float>(exact)) /
                      static_cast<float>(std::log(static_cast<double>(max_distance) / static_cast<double>(exact)));
  const auto wide = static_cast<std::size_t>(static_cast<float>(exact) + ratio * static_cast<float>(half - exact));
  return first + std::min(wide, half - 1);
}

Value take_position_table(CheckpointWeights& weights, const EncoderConfig& config) {
  const Value embedding =
      weights.take("encoder.layers.0.attention.rel_attn_embed.weight", {config.position_buckets, config.attention_heads});
  const auto longest = static_cast<std::int64_t>(config.position_max_distance);
  std::vector<std::int64_t> buckets;
  for (std::int64_t distance = -longest; distance <= longest; ++distance)
    buckets.push_back(
        static_cast<std::int64_t>(position_bucket(distance, config.position_buckets, config.position_max_distance)));
  return transpose(gather(embedding, integers(buckets), 0), {1, 0});
}

Value spread_positions(const Value& table, const Value& frames, const EncoderConfig& config) {
  const Value line = integer_range(0, time_count(frames), 1);
  const Value keys = with_axis(line, 0);
  const Value queries = with_axis(line, 1);
  const auto longest = static_cast<std::int64_t>(config.position_max_distance);
  const Value distances =
      std::make_shared<ops::Clamp>(subtract(keys, queries), -static_cast<double>(longest), static_cast<double>(longest));
  return with_axis(gather(table, add(distances, integer(longest)), 1), 0);
}

AttentionBias take_gated_bias(CheckpointWeights& weights, const EncoderConfig& config, const std::string& name,
                              const Value& positions) {
  const std::size_t heads = config.attention_heads;
  const std::size_t channels = config.hidden_size;
  const Linear projection = take_linear(weights, name + ".gru_rel_pos_linear", channels / heads, 8);
  const Value factor = weights.take(name + ".gru_rel_pos_const", {1, heads, 1, 1});
  return [=](const Value& x) {
    const Value projected = projection(split_heads(x, heads, channels));  // [B, heads, T, 8]
    const Value gates = sigmoid(sum(reshape(projected, {0, 0, 0, 2, 4}), -1, /*keep_axis=*/false));
    const Value a = slice(gates, 3, 0, 1);
    const Value b = slice(gates, 3, 1, 2);
    const Value gate = add(multiply(a, subtract(multiply(b, factor), scalar(1))), scalar(2));
    return multiply(gate, positions);
  };
}

}  // namespace affectus::graph
