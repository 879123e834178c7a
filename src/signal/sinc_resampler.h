// Resamples by a windowed sinc, for places without FFmpeg.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/project.h"
#include "signal/signal_resampler.h"

namespace affectus {

/// The filter that libswresample has with a filter size of 64: a sinc that ends at 97 % of the lower Nyquist frequency, in a
/// Kaiser window (beta 9), of an even length, as a bank of phases; the signal is mirrored at its ends. Results are those of
/// libswresample but for rounding. Memory does not grow with the signal.
class AFFECTUS_PROJECT SincResampler final : public SignalResampler {
 public:
  /// `rate_hz` is from 4 to 768 kHz.
  explicit SincResampler(int rate_hz);

  void push(std::span<const float> samples, std::vector<float>& output) override;
  void finish(std::vector<float>& output) override;

 private:
  void mirror_begin();
  void mirror_end();
  void make(std::uint64_t end, std::vector<float>& output);

  std::uint64_t up_;  // samples of the result for each `down_` of the signal, without common divisor
  std::uint64_t down_;
  std::size_t phases_;
  std::size_t taps_;            // of each phase, a multiple of 8; the last ones may be 0
  std::vector<float> filters_;  // [phase][tap]
  std::vector<float> kept_;     // samples of the signal that are still needed, after the begin mirrored
  std::int64_t first_ = 0;      // the place of kept_[0] in the signal
  std::uint64_t pushed_ = 0;
  std::uint64_t given_ = 0;
  std::size_t length_;  // taps that are not padding
};

}  // namespace affectus
