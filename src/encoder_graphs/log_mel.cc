#include "encoder_graphs/log_mel.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace affectus {
namespace {

constexpr std::size_t frequencies = LogMel::window / 2 + 1;
constexpr double sample_rate = 16000;

// Slaney's scale (Auditory Toolbox, 1998): linear up to 1000 Hz, logarithmic above.
constexpr double linear_step_hz = 200.0 / 3;
constexpr double break_hz = 1000;
constexpr double break_mel = break_hz / linear_step_hz;
const double log_step = std::log(6.4) / 27;

double to_mel(double hz) { return hz < break_hz ? hz / linear_step_hz : break_mel + std::log(hz / break_hz) / log_step; }
double to_hz(double mel) {
  return mel < break_mel ? mel * linear_step_hz : break_hz * std::exp(log_step * (mel - break_mel));
}

// A discrete Fourier transform of 400 values as a product: the size is no power of two, and the product of a second of audio
// takes less than a thousandth of the encoder's time.
std::vector<float> windowed_transform() {
  std::vector<float> matrix(LogMel::window * 2 * frequencies);
  for (std::size_t n = 0; n < LogMel::window; ++n) {
    const double turn = 2 * std::numbers::pi / LogMel::window;
    const double weight = 0.5 - 0.5 * std::cos(turn * static_cast<double>(n));
    for (std::size_t k = 0; k < frequencies; ++k) {
      const double angle = turn * static_cast<double>(n * k % LogMel::window);
      matrix[n * 2 * frequencies + k] = static_cast<float>(weight * std::cos(angle));
      matrix[n * 2 * frequencies + frequencies + k] = static_cast<float>(-weight * std::sin(angle));
    }
  }
  return matrix;
}

std::vector<float> mel_filters(std::size_t mel_bins) {
  std::vector<double> edges_hz;
  const double top = to_mel(sample_rate / 2);
  for (std::size_t i = 0; i < mel_bins + 2; ++i)
    edges_hz.push_back(to_hz(top * static_cast<double>(i) / static_cast<double>(mel_bins + 1)));
  std::vector<float> matrix(frequencies * mel_bins);
  for (std::size_t k = 0; k < frequencies; ++k) {
    const double hz = sample_rate * static_cast<double>(k) / LogMel::window;
    for (std::size_t bin = 0; bin < mel_bins; ++bin) {
      const double rise = (hz - edges_hz[bin]) / (edges_hz[bin + 1] - edges_hz[bin]);
      const double fall = (edges_hz[bin + 2] - hz) / (edges_hz[bin + 2] - edges_hz[bin + 1]);
      const double height = 2 / (edges_hz[bin + 2] - edges_hz[bin]);
      matrix[k * mel_bins + bin] = static_cast<float>(height * std::max(0.0, std::min(rise, fall)));
    }
  }
  return matrix;
}

}  // namespace

LogMel::LogMel(std::size_t mel_bins)
    : mel_bins_(mel_bins),
      transform_(PackedMatrix::pack(windowed_transform().data(), window, 2 * frequencies, 2 * frequencies, false)),
      filters_(PackedMatrix::pack(mel_filters(mel_bins).data(), frequencies, mel_bins, mel_bins, false)) {}

void LogMel::compute(std::span<const float> samples, std::size_t frames, float* log_mel) const {
  const std::size_t length = frames * hop;
  const std::size_t half = window / 2;
  const auto at = [&](std::size_t i) { return i < samples.size() ? samples[i] : 0.0F; };
  std::vector<float> padded(length + window);
  for (std::size_t i = 0; i < half; ++i) {
    padded[half - 1 - i] = at(i + 1);
    padded[half + length + i] = at(length - 2 - i);
  }
  std::copy_n(samples.begin(), std::min(samples.size(), length), padded.begin() + static_cast<std::ptrdiff_t>(half));

  // Frames that see no sample are all alike.
  const std::size_t seen = std::min(frames, (std::min(samples.size(), length) + half) / hop + 1);
  const std::size_t computed = samples.size() + half < length ? seen : frames;
  constexpr std::size_t block = 128;
  std::vector<float> spectrum(block * 2 * frequencies);
  std::vector<float> mel(block * mel_bins_);
  constexpr float silence = -10;
  float largest = silence;
  for (std::size_t start = 0; start < computed; start += block) {
    const std::size_t count = std::min(block, computed - start);
    matrix_product(padded.data() + start * hop, hop, count, transform_, nullptr, false, spectrum.data(), 2 * frequencies);
    for (std::size_t frame = 0; frame < count; ++frame) {
      float* real = spectrum.data() + frame * 2 * frequencies;
      const float* imaginary = real + frequencies;
      for (std::size_t k = 0; k < frequencies; ++k) real[k] = real[k] * real[k] + imaginary[k] * imaginary[k];
    }
    matrix_product(spectrum.data(), 2 * frequencies, count, filters_, nullptr, false, mel.data(), mel_bins_);
    for (std::size_t frame = 0; frame < count; ++frame)
      for (std::size_t bin = 0; bin < mel_bins_; ++bin) {
        const float value = std::log10(std::max(mel[frame * mel_bins_ + bin], 1e-10F));
        largest = std::max(largest, value);
        log_mel[bin * frames + start + frame] = value;
      }
  }
  for (std::size_t bin = 0; bin < mel_bins_; ++bin)
    std::fill(log_mel + bin * frames + computed, log_mel + (bin + 1) * frames, silence);
  for (std::size_t i = 0; i < mel_bins_ * frames; ++i) log_mel[i] = (std::max(log_mel[i], largest - 8) + 4) / 4;
}

}  // namespace affectus
