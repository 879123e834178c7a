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
  /// A corpus's mean and standard deviation of samples, in place of the utterance's.
  struct Statistics {
    double mean = 0;
    double deviation = 1;
  };

  /// `pad`: Whisper sees its whole window, silence after the samples.
  EncoderInput(const EncoderConfig& config, bool pad, std::optional<Statistics> statistics = std::nullopt);

  /// [1, samples] or [1, mel bins, frames], -1 where it depends on the samples.
  ov::PartialShape shape() const;
  ov::Tensor make(std::span<const float> samples) const;

 private:
  EncoderConfig config_;
  bool pad_;
  std::optional<Statistics> statistics_;
  std::optional<LogMel> log_mel_;
};

/// Frames that so many samples give: for Whisper those that the samples fill, the last one perhaps in part.
std::size_t frame_count(const EncoderConfig& config, std::size_t samples);
std::size_t samples_per_frame(const EncoderConfig& config);

}  // namespace affectus
