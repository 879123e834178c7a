// An encoder as a graph of OpenVINO with all its hidden states. A run computes only those that it needs.
#pragma once

#include <memory>
#include <openvino/op/parameter.hpp>
#include <optional>
#include <vector>

#include "encoder_graphs/encoder_config.h"
#include "encoders/openvino_engine.h"

namespace affectus {

/// From samples to frames.
struct StemGraph {
  std::shared_ptr<ov::op::v0::Parameter> samples;  // [B, count]
  ov::Output<ov::Node> frames;                     // [B, T, C]
  /// If the first convolution's channels are normalised over time: their means and variances, [2, C], over the whole
  /// recording, of which `samples` may be a piece; else null.
  std::shared_ptr<ov::op::v0::Parameter> moments;
  /// Means and variances over the piece, [B, 1, C].
  ov::Output<ov::Node> piece_mean, piece_variance;
};

struct EncoderGraph {
  /// From samples to `input`; not for Whisper.
  std::optional<StemGraph> stem;
  /// The stem's frames [B, T, C], or for Whisper the log-mel [B, mel bins, frames].
  std::shared_ptr<ov::op::v0::Parameter> input;
  /// As graph::hidden_states() gives them.
  std::vector<ov::Output<ov::Node>> hidden_states;
};

/// Takes every tensor of the whole encoder, even those that will not be used. Throws the errors of CheckpointPart.
EncoderGraph build_encoder(const EncoderConfig& config, CheckpointWeights& weights);

}  // namespace affectus
