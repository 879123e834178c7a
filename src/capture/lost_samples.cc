#include "capture/lost_samples.h"

#include <cmath>

namespace affectus {
namespace {

constexpr double least_loss_s = 0.2;
constexpr double longest_loss_s = 3600;  // beyond it the clock was set, or the machine slept
constexpr double memory_s = 30;          // of the smoothing
constexpr double settling_s = 3;         // FFmpeg's stamps of PulseAudio run ahead by .7 s in their first second

}  // namespace

std::size_t LostSamples::see(double stamp_s, std::size_t count) {
  const double length_s = static_cast<double>(count) / rate_hz_, ahead_s = stamp_s - samples_s_;
  samples_s_ += length_s;
  if (!ahead_s_ || samples_s_ < settling_s) ahead_s_ = ahead_s;
  const double step_s = ahead_s - *ahead_s_;
  if (step_s < least_loss_s || step_s > longest_loss_s) {
    // A stamp that goes back, or far ahead, is a clock that was set.
    *ahead_s_ = std::abs(step_s) < least_loss_s ? *ahead_s_ + step_s * length_s / (memory_s + length_s) : ahead_s;
    return 0;
  }
  const auto lost = static_cast<std::size_t>(std::llround(step_s * rate_hz_));
  samples_s_ += static_cast<double>(lost) / rate_hz_;
  return lost;
}

}  // namespace affectus
