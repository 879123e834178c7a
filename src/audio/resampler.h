// Resamples one signal to 16 kHz by libswresample, sample-accurate: n samples at rate r become round(n 16000 / r), aligned
// with the source.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "audio/ffmpeg.h"

namespace affectus {

class Resampler {
 public:
  /// `rate_hz` is at least 1. Equal to 16 kHz, samples pass through unchanged.
  explicit Resampler(int rate_hz);

  /// Appends the samples that are known by now to `output`.
  void push(std::span<const float> samples, std::vector<float>& output);
  void finish(std::vector<float>& output);
  int rate_hz() const { return rate_hz_; }

 private:
  void convert(std::span<const float> samples, std::vector<float>& output);

  int rate_hz_;
  ffmpeg::Resampler context_;
  std::uint64_t pushed_ = 0;
  std::uint64_t given_ = 0;
};

}  // namespace affectus
