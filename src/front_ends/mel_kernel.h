// The arithmetic of the mel filterbank, for sixteen frames at once, one in each lane.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/aligned_vector.h"
#include "kernels/real_fft.h"

namespace affectus {

/// The tables that all frames share. Immutable, usable by several threads.
struct MelTables {
  struct Filter {
    std::size_t first;    // line of the power spectrum
    std::size_t count;    // of lines
    std::size_t weights;  // where its weights start
  };
  std::size_t window_samples;
  std::size_t hop_samples;
  float preemphasis;
  bool remove_mean;
  std::vector<float> window;  // window_samples, times 32768: the 16 bit range
  RealFft transform;
  std::vector<Filter> filters;  // one a bin
  std::vector<float> weights;

  std::size_t frame_count(std::size_t samples) const {
    return samples < window_samples ? 0 : 1 + (samples - window_samples) / hop_samples;
  }
};

/// The memory of one caller: a block of frames before and after the transform.
struct MelScratch {
  AlignedVector<float> signals, powers;

  explicit MelScratch(const MelTables& tables)
      : signals(tables.transform.signal_floats()), powers(tables.transform.bins() * RealFft::width) {}
};

/// The log mel energies of `count` frames, the first of which begins at samples[0]: rows of filters.size() values in `out`.
/// Reads (count - 1) hop + window samples in [-1, 1]. A row does not depend on the others. No allocation.
void mel_frames(const MelTables& tables, const float* samples, std::size_t count, MelScratch& scratch, float* out);

}  // namespace affectus
