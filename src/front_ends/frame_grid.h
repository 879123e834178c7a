// The grid that the low-level front ends share: windows of 25 ms every 10 ms at 16 kHz.
#pragma once

#include <cstddef>

namespace affectus {

inline constexpr std::size_t grid_window_samples = 400;
inline constexpr std::size_t grid_hop_samples = 160;

/// The number of frames that lie within `samples` samples.
constexpr std::size_t grid_frame_count(std::size_t samples) {
  return samples < grid_window_samples ? 0 : 1 + (samples - grid_window_samples) / grid_hop_samples;
}

}  // namespace affectus
