// From samples to what an encoder takes: the samples themselves, brought to a common mean and spread, or a log-mel.
#pragma once

#include <openvino/runtime/tensor.hpp>
#include <optional>
#include <span>

#include "encoders/encoder_config.h"
#include "encoders/log_mel.h"

namespace affectus {

/// Immutable after construction; may be used from several threads at once.
class EncoderInput {
 public:
  /// `pad`: Whisper sees its whole window, silence after the samples. `statistics` take the place of the utterance's.
  EncoderInput(const EncoderConfig& config, bool pad, std::optional<SampleStatistics> statistics = std::nullopt);

  /// [1, samples] or [1, mel bins, frames], -1 where it depends on the samples.
  ov::PartialShape shape() const;
  ov::Tensor make(std::span<const float> samples) const;

 private:
  EncoderConfig config_;
  bool pad_;
  std::optional<SampleStatistics> statistics_;
  std::optional<LogMel> log_mel_;
};

}  // namespace affectus
