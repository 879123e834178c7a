// Log mel-filterbank energies as Kaldi computes them.
#pragma once

#include "affectus/front_end.h"

namespace affectus {

/// The defaults are those of the front end "mfb". The formulas are Kaldi's feature-window and mel-computations, mel(f) =
/// 1127 ln(1 + f / 700).
struct AFFECTUS_EXPORT MelFilterbankOptions {
  std::size_t bins = 40;  // number of triangular filters, 1 to 512
  double low_hz = 20;     // lower edge of the first filter, 0 to below high_hz
  double high_hz = 0;     // upper edge of the last filter; 0: Nyquist; negative: that much below Nyquist
  double window_ms = 25;  // length of a frame; the transform is the next power of two of it
  double hop_ms = 10;     // distance of frames
  enum class Window { povey, hamming, hann } window = Window::povey;  // povey: hann to the power of .85
  double preemphasis = 0.97;                                          // x[i] - a x[i-1] within the frame; 0: none
  bool remove_mean = true;                                            // subtract the frame's mean before pre-emphasis

  /// Throws Error(invalid_argument) that names the option, its range and what was given.
  void validate() const;
};

/// Samples are scaled to the 16 bit range, without dither. Only frames that lie within the signal are computed (Kaldi's
/// snip_edges), from the power spectrum, with the natural logarithm floored at the float epsilon. A frame depends only on
/// its own window of samples.
AFFECTUS_EXPORT std::unique_ptr<FrontEnd> make_mel_filterbank(const MelFilterbankOptions& options = {});

}  // namespace affectus
