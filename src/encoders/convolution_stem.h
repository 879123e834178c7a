// The convolutions that turn samples into frames, in wav2vec 2.0 and encoders of the same shape.
#pragma once

#include <memory>
#include <openvino/op/parameter.hpp>

#include "encoders/checkpoint_weights.h"
#include "encoders/encoder_config.h"
#include "encoders/graph_operators.h"

namespace affectus::graph {

struct ConvolutionStem {
  std::shared_ptr<ov::op::v0::Parameter> samples;  // [B, count]
  Value frames;                                    // [B, T, C]
  /// If the first convolution's channels are normalised over time: their means and variances, [2, C], over the whole
  /// recording, of which `samples` may be a piece; else null.
  std::shared_ptr<ov::op::v0::Parameter> moments;
  /// Means and variances over the piece, [B, 1, C].
  Value piece_mean, piece_variance;
};

ConvolutionStem convolution_stem(const EncoderConfig& config, CheckpointWeights& weights);

}  // namespace affectus::graph
