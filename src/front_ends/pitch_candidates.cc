#include "front_ends/pitch_candidates.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "front_ends/frame_grid.h"

namespace affectus {
namespace {

constexpr double periods_per_window = 3;
constexpr float lowest_correlation = 0.2F;  // candidates below never win against "unvoiced"

std::size_t half_window_of(const ProsodyOptions& options) {
  const double half = std::ceil(periods_per_window / 2 * sample_rate_hz / options.floor_hz);
  return std::max(static_cast<std::size_t>(half), grid_window_samples / 2);  // it holds the frame itself
}

std::vector<float> hann_window(std::size_t size) {
  std::vector<float> window(size);
  for (std::size_t i = 0; i < size; ++i)
    window[i] = static_cast<float>(
        0.5 - 0.5 * std::cos(2 * std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(size)));
  return window;
}

std::vector<float> inverse_correlation(const std::vector<float>& window, std::size_t lags) {
  std::vector<double> sums(lags, 0.0);
  for (std::size_t lag = 0; lag < lags; ++lag)
    for (std::size_t i = 0; i + lag < window.size(); ++i) sums[lag] += double{window[i]} * window[i + lag];
  std::vector<float> result;
  result.reserve(sums.size());
  for (const double sum : sums) result.push_back(static_cast<float>(sums[0] / sum));
  return result;
}

}  // namespace

PitchAnalysis::PitchAnalysis(const ProsodyOptions& options)
    : options_(options),
      half_window_(half_window_of(options)),
      longest_lag_(static_cast<std::size_t>(std::ceil(sample_rate_hz / options.floor_hz)) + 1),
      shortest_lag_(static_cast<std::size_t>(std::floor(sample_rate_hz / options.ceiling_hz))),
      fft_(std::bit_ceil(2 * half_window_ + longest_lag_ + 1)),
      window_(hann_window(2 * half_window_)),
      inverse_window_correlation_(inverse_correlation(window_, longest_lag_ + 1)) {}

// The windowed frame without its mean, in its lane; what does not exist is 0.
void PitchAnalysis::load(const float* signal, std::ptrdiff_t first, std::ptrdiff_t last, std::size_t lane, PitchFrame& frame,
                         float* signals) const {
  const auto size = static_cast<std::ptrdiff_t>(window_.size());
  first = std::clamp<std::ptrdiff_t>(first, 0, size);
  last = std::clamp<std::ptrdiff_t>(last, first, size);
  double sum = 0;
  for (std::ptrdiff_t i = first; i < last; ++i) sum += signal[i];
  const auto mean = static_cast<float>(last > first ? sum / static_cast<double>(last - first) : 0);
  const std::ptrdiff_t centre = size / 2, reach = static_cast<std::ptrdiff_t>(longest_lag_) / 2;
  frame.peak = 0;
  for (std::ptrdiff_t i = first; i < last; ++i) {
    const float value = signal[i] - mean;
    signals[static_cast<std::size_t>(i) * RealFft::width + lane] = value * window_[static_cast<std::size_t>(i)];
    if (i >= centre - reach && i < centre + reach) frame.peak = std::max(frame.peak, std::abs(value));
  }
}

void PitchAnalysis::find_candidates(const float* correlations, std::size_t lane, PitchFrame& frame) const {
  frame.count = 0;
  const float energy = correlations[lane];
  if (!(energy > 0) || !std::isfinite(energy)) return;
  const auto at = [&](std::size_t lag) {
    return correlations[lag * RealFft::width + lane] / energy * inverse_window_correlation_[lag];
  };
  float before = at(shortest_lag_ - 1), here = at(shortest_lag_);
  for (std::size_t lag = shortest_lag_; lag < longest_lag_; ++lag) {
    const float after = at(lag + 1);
    if (here > before && here >= after && here > lowest_correlation) {
      // The vertex of the parabola through the three.
      const float slope = 0.5F * (after - before), curvature = 2 * here - before - after;
      const float offset = slope / curvature, height = here + 0.5F * slope * offset;
      const auto frequency = static_cast<float>(sample_rate_hz / (static_cast<double>(lag) + offset));
      if (frequency >= static_cast<float>(options_.floor_hz) && frequency <= static_cast<float>(options_.ceiling_hz)) {
        const PitchCandidate found{frequency, height > 1 ? 1 / height : height};
        if (frame.count < most_pitch_candidates) {
          frame.candidates[frame.count++] = found;
        } else {
          const auto weakest = std::min_element(
              frame.candidates.begin(), frame.candidates.end(),
              [](const PitchCandidate& a, const PitchCandidate& b) { return a.correlation < b.correlation; });
          if (weakest->correlation < found.correlation) *weakest = found;
        }
      }
    }
    before = here;
    here = after;
  }
}

void PitchAnalysis::analyse(const float* signal, std::ptrdiff_t first, std::ptrdiff_t last, std::size_t hop,
                            std::span<PitchFrame> frames, Scratch& scratch) const {
  scratch.signals.assign(fft_.signal_floats(), 0.0F);
  scratch.powers.resize(fft_.bins() * RealFft::width);
  scratch.spectra.assign(fft_.spectrum_floats(), 0.0F);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto shift = static_cast<std::ptrdiff_t>(i * hop);
    load(signal + shift, first - shift, last - shift, i, frames[i], scratch.signals.data());
  }
  // The autocorrelation is the inverse transform of the power spectrum.
  fft_.power(scratch.signals.data(), scratch.powers.data());
  for (std::size_t bin = 0; bin < fft_.bins(); ++bin)
    std::copy_n(scratch.powers.data() + bin * RealFft::width, RealFft::width,
                scratch.spectra.data() + 2 * bin * RealFft::width);
  fft_.inverse(scratch.spectra.data(), scratch.signals.data());
  for (std::size_t i = 0; i < frames.size(); ++i) find_candidates(scratch.signals.data(), i, frames[i]);
}

}  // namespace affectus
