// Resamples one signal to 16 kHz by libswresample, sample-accurate: n samples at rate r become round(n 16000 / r), aligned
// with the source.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "audio/ffmpeg.h"
#include "base/project.h"
#include "signal/signal_resampler.h"

namespace affectus {

class Resampler final : public SignalResampler {
 public:
  /// `rate_hz` is at least 1. Equal to 16 kHz, samples pass through unchanged.
  explicit Resampler(int rate_hz);

  void push(std::span<const float> samples, std::vector<float>& output) override;
  void finish(std::vector<float>& output) override;
  int rate_hz() const { return rate_hz_; }

 private:
  void convert(std::span<const float> samples, std::vector<float>& output);

  int rate_hz_;
  ffmpeg::Resampler context_;
  std::uint64_t pushed_ = 0;
  std::uint64_t given_ = 0;
};

/// For sessions and converters. Throws Error(unsupported) for a rate that libswresample refuses.
AFFECTUS_PROJECT std::unique_ptr<SignalResampler> make_resampler(int rate_hz);

}  // namespace affectus
