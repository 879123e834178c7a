// WavLM's gated relative position bias (Chen et al., WavLM, 2022, section III B).
#pragma once

#include <string>

#include "encoders/encoder_config.h"
#include "encoders/transformer_layer.h"

namespace affectus::graph {

/// The bucket of a distance in frames from query to key. Half of the buckets are for keys after the query. Within each half,
/// the first half of the buckets hold one distance each, and the others widen up to the largest distance.
std::size_t position_bucket(std::int64_t distance, std::size_t buckets, std::size_t max_distance);

/// One value for each head and distance, [heads, 2 * max_distance + 1], from the embedding of the first layer.
Value take_position_table(CheckpointWeights& weights, const EncoderConfig& config);
/// The table spread out for the frames that `frames` [B, T, C] has: [1, heads, T, T].
Value spread_positions(const Value& table, const Value& frames, const EncoderConfig& config);
/// Each layer weights the same bias by a gate that depends on its attention's input. Takes the gate's tensors of the
/// attention `name`.
AttentionBias take_gated_bias(CheckpointWeights& weights, const EncoderConfig& config, const std::string& name,
                              const Value& positions);

}  // namespace affectus::graph
