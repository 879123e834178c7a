#include "encoders/encoder_input.h"

#include <algorithm>

#include "encoder_graphs/sample_normalization.h"

namespace affectus {
EncoderInput::EncoderInput(const EncoderConfig& config, bool pad, std::optional<SampleStatistics> statistics,
                           std::unique_ptr<const StemRunner> stem)
    : config_(config), pad_(pad), statistics_(statistics), stem_(std::move(stem)) {
  if (config.is_whisper()) log_mel_.emplace(config.mel_bins);
}

GraphInputs EncoderInput::graph_inputs() const {
  ov::PartialShape shape{1, -1};
  if (stem_) shape = {1, -1, static_cast<std::int64_t>(config_.stem_channels.back())};
  if (log_mel_)
    shape = {1, static_cast<std::int64_t>(config_.mel_bins), pad_ ? static_cast<std::int64_t>(2 * config_.positions) : -1};
  return {{shape}, [this](std::span<const float> samples) { return std::vector{make(samples)}; }};
}

ov::Tensor EncoderInput::make(std::span<const float> samples) const {
  if (log_mel_) {
    const std::size_t frames = 2 * (pad_ ? config_.positions : frame_count(config_, samples.size()));
    ov::Tensor tensor(ov::element::f32, {1, config_.mel_bins, frames});
    log_mel_->compute(samples, frames, tensor.data<float>());
    return tensor;
  }
  ov::Tensor tensor(ov::element::f32, {1, samples.size()});
  float* to = tensor.data<float>();
  if (statistics_)
    std::ranges::transform(samples, to, [&](float sample) {
      return static_cast<float>((sample - statistics_->mean) / (statistics_->deviation + 1e-6));
    });
  else if (config_.normalize_samples)
    normalize_samples(samples, to);
  else
    std::ranges::copy(samples, to);
  return stem_ ? stem_->run({to, samples.size()}) : tensor;
}

}  // namespace affectus
