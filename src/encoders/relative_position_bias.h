// WavLM's gated relative position bias (Chen et al., WavLM, 2022, section III B).
#pragma once

#include <string>

#include "encoders/encoder_config.h"
#include "encoders/transformer_layer.h"

namespace affectus::graph {

/// The bucket of a distance in frames from query to key: half of the buckets for keys behind the query; within a half the
/// first quarter one a frame, then ever wider up to the largest distance.
std::size_t position_bucket(std::int64_t distance, std::size_t buckets, std::size_t max_distance);

/// One value a head and distance, [heads, 2 * max_distance + 1], from the embedding of the first layer.
Value take_position_table(CheckpointWeights& weights, const EncoderConfig& config);
/// The table spread out for the frames that `frames` [B, T, C] has: [1, heads, T, T].
Value spread_positions(const Value& table, const Value& frames, const EncoderConfig& config);
/// Each layer weighs the same bias by a gate that its attention's input opens: takes the gate's tensors of the attention
/// `name`.
AttentionBias take_gated_bias(CheckpointWeights& weights, const EncoderConfig& config, const std::string& name,
                              const Value& positions);

}  // namespace affectus::graph
