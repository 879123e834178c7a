// The graph of a whole encoder with all its hidden states. A run computes only those that it needs.
#pragma once

#include <memory>
#include <openvino/op/parameter.hpp>
#include <optional>
#include <vector>

#include "encoders/checkpoint_weights.h"
#include "encoders/convolution_stem.h"
#include "encoders/encoder_config.h"
#include "encoders/graph_operators.h"

namespace affectus::graph {

struct EncoderGraph {
  /// From samples to `input`; not for Whisper.
  std::optional<ConvolutionStem> stem;
  /// The stem's frames [B, T, C], or for Whisper the log-mel [B, mel bins, frames].
  std::shared_ptr<ov::op::v0::Parameter> input;
  /// [B, T, C] each: 0 is the input of the first layer, k the output of layer k, and the last is the encoder's output, after
  /// its final norm if it has one.
  std::vector<Value> hidden_states;
};

/// Takes every tensor of the whole encoder, even those that will not be used. Throws the errors of CheckpointWeights.
EncoderGraph build_encoder(const EncoderConfig& config, CheckpointWeights& weights);

/// By family.
EncoderGraph build_wav2vec2(const EncoderConfig& config, CheckpointWeights& weights);
EncoderGraph build_whisper(const EncoderConfig& config, CheckpointWeights& weights);

}  // namespace affectus::graph
