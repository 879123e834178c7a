// Turns samples into the input of an encoder's layers: the frames of its stem, or a log-mel.
#pragma once

#include <memory>
#include <openvino/runtime/tensor.hpp>
#include <optional>
#include <span>

#include "encoder_graphs/encoder_config.h"
#include "encoder_graphs/log_mel.h"
#include "encoders/compiled_graph.h"
#include "encoders/stem_runner.h"

namespace affectus {

/// Immutable after construction; may be used from several threads at once.
class EncoderInput {
 public:
  /// `pad`: Whisper sees its whole window, silence after the samples. `statistics` replace those of the utterance. Without a
  /// `stem`, an encoder other than Whisper takes the normalised samples themselves.
  EncoderInput(const EncoderConfig& config, bool pad, std::optional<SampleStatistics> statistics = std::nullopt,
               std::unique_ptr<const StemRunner> stem = nullptr);

  /// [1, frames, C], [1, mel bins, frames] or [1, samples].
  ov::Tensor make(std::span<const float> samples) const;
  /// The same for a compiled graph; refers to this object.
  GraphInputs graph_inputs() const;

 private:
  EncoderConfig config_;
  bool pad_;
  std::optional<SampleStatistics> statistics_;
  std::optional<LogMel> log_mel_;
  std::unique_ptr<const StemRunner> stem_;
};

}  // namespace affectus
