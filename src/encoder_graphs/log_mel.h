// Whisper's input: a log-mel spectrogram of 25 ms windows every 10 ms.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/project.h"
#include "kernels/matrix_product.h"

namespace affectus {

/// Hann window of 400 samples (periodic), frames centred at 160 i with the signal mirrored at its ends, power spectrum,
/// mel filters of Slaney's kind (their areas equal) from 0 to 8000 Hz, log10 of at least 1e-10, at most 8 below the largest
/// value, (x + 4) / 4. Immutable after construction; may be used from several threads at once.
class AFFECTUS_PROJECT LogMel {
 public:
  static constexpr std::size_t window = 400;
  static constexpr std::size_t hop = 160;

  explicit LogMel(std::size_t mel_bins);

  std::size_t mel_bins() const { return mel_bins_; }
  /// The log-mel [mel_bins][frames] of the samples, followed by silence up to frames * hop samples; later samples are cut
  /// off.
  void compute(std::span<const float> samples, std::size_t frames, float* log_mel) const;

 private:
  std::size_t mel_bins_;
  PackedMatrix transform_;  // window x (cosines, sines), the window applied
  PackedMatrix filters_;    // frequencies x mel bins
};

}  // namespace affectus
