// Candidates for the fundamental frequency of frames, by the autocorrelation method of Boersma, "Accurate short-term
// analysis of the fundamental frequency and the harmonics-to-noise ratio of a sampled sound" (IFA Proceedings 17, 1993).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "affectus/prosody.h"
#include "kernels/aligned_vector.h"
#include "kernels/real_fft.h"

namespace affectus {

inline constexpr std::size_t most_pitch_candidates = 14;

/// A local maximum of a frame's autocorrelation.
struct PitchCandidate {
  float frequency_hz = 0;
  float correlation = 0;  // of the signal with itself one period later, 0 to 1
};

struct PitchFrame {
  std::array<PitchCandidate, most_pitch_candidates> candidates;  // the first `count`
  std::size_t count = 0;
  float peak = 0;  // largest distance from the local mean about the centre
};

/// Immutable after construction, usable by several threads, each with its own Scratch.
class PitchAnalysis {
 public:
  explicit PitchAnalysis(const ProsodyOptions& options);

  /// Samples before and after a frame's centre that the analysis sees: one and a half of the longest periods.
  std::size_t half_window() const { return half_window_; }

  struct Scratch {
    AlignedVector<float> signals, powers, spectra;
  };
  /// Analyses up to RealFft::width frames; frame i is the 2 half_window() samples at signal + i hop, of which those before
  /// `first` and from `last` on (counted from `signal`) lie outside of the signal. A frame's result does not depend on the
  /// others.
  void analyse(const float* signal, std::ptrdiff_t first, std::ptrdiff_t last, std::size_t hop, std::span<PitchFrame> frames,
               Scratch& scratch) const;

 private:
  void load(const float* signal, std::ptrdiff_t first, std::ptrdiff_t last, std::size_t lane, PitchFrame& frame,
            float* signals) const;
  void find_candidates(const float* correlations, std::size_t lane, PitchFrame& frame) const;

  ProsodyOptions options_;
  std::size_t half_window_;
  std::size_t longest_lag_;  // samples, one more than the longest period
  std::size_t shortest_lag_;
  RealFft fft_;
  std::vector<float> window_;                      // Hann
  std::vector<float> inverse_window_correlation_;  // 1 / autocorrelation of the window, normalised to 1 at lag 0
};

}  // namespace affectus
