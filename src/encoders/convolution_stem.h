// The stem of wav2vec 2.0 and its kin: convolutions from samples to frames, each followed by GELU.
#pragma once

#include "encoders/checkpoint_weights.h"
#include "encoders/encoder_config.h"
#include "encoders/graph_operators.h"

namespace affectus::graph {

/// Samples [B, count] to [B, T, C]. The norm is over time after the first convolution (a group a channel), or over the
/// channels after each.
Value convolution_stem(const EncoderConfig& config, CheckpointWeights& weights, const Value& samples);

}  // namespace affectus::graph
