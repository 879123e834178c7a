// Runs the convolution stem over a recording in pieces, so that the wide outputs of its first layers are never in memory as
// a whole.
#pragma once

#include <openvino/runtime/tensor.hpp>
#include <span>
#include <string>

#include "affectus/encoders.h"
#include "encoder_graphs/encoder_config.h"
#include "encoders/compiled_graph.h"
#include "encoders/encoder_graph.h"

namespace affectus {

/// Immutable after construction; run() may be called from several threads at once.
class StemRunner {
 public:
  /// `key` names the weights in the runtime's cache.
  StemRunner(const EncoderConfig& config, const StemGraph& stem, const EncoderRuntime& runtime, const std::string& key);

  /// Gives [1, frame_count(), C] for samples normalised as the model expects, as if the stem ran over all of them at once.
  ov::Tensor run(std::span<const float> samples) const;

 private:
  std::vector<ov::Tensor> inputs(std::span<const float> samples, const ov::Tensor& moments) const;
  ov::Tensor moments(std::span<const float> samples) const;

  EncoderConfig config_;
  std::unique_ptr<const CompiledGraph> moments_;  // only if the first layer is normalised over time
  std::unique_ptr<const CompiledGraph> frames_;
};

}  // namespace affectus
