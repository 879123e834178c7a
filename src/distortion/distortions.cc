#include "distortion/distortions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include "affectus/frames.h"
#include "distortion/convolution.h"

namespace affectus {
namespace {

double amplitude_of_db(double db) { return std::pow(10, db / 20); }

// A second-order section, direct form 2 transposed.
struct Biquad {
  double b0, b1, b2, a1, a2;

  void filter(std::span<float> samples) const {
    double first = 0, second = 0;
    for (float& sample : samples) {
      const double in = sample;
      const double out = b0 * in + first;
      first = b1 * in - a1 * out + second;
      second = b2 * in - a2 * out;
      sample = static_cast<float>(out);
    }
  }
};

// The quality factors of a fourth-order Butterworth filter's two sections.
constexpr std::array<double, 2> butterworth_quality = {0.54119610, 1.30656296};

// Bilinear transform (Bristow-Johnson's audio equaliser formulas).
Biquad section(double cutoff_hz, double quality, bool high) {
  const double angle = 2 * std::numbers::pi * cutoff_hz / sample_rate_hz;
  const double alpha = std::sin(angle) / (2 * quality);
  const double cosine = std::cos(angle);
  const double a0 = 1 + alpha;
  const double side = (high ? 1 + cosine : 1 - cosine) / 2 / a0;
  const double middle = (high ? -(1 + cosine) : 1 - cosine) / a0;
  return {.b0 = side, .b1 = middle, .b2 = side, .a1 = -2 * cosine / a0, .a2 = (1 - alpha) / a0};
}

// Raises a band by gain_db; the response at 0 Hz and at the Nyquist frequency stays 1.
Biquad peak(double centre_hz, double quality, double gain_db) {
  const double angle = 2 * std::numbers::pi * centre_hz / sample_rate_hz;
  const double alpha = std::sin(angle) / (2 * quality);
  const double amplitude = amplitude_of_db(gain_db / 2);
  const double middle = -2 * std::cos(angle);
  const double a0 = 1 + alpha / amplitude;
  return {.b0 = (1 + alpha * amplitude) / a0,
          .b1 = middle / a0,
          .b2 = (1 - alpha * amplitude) / a0,
          .a1 = middle / a0,
          .a2 = (1 - alpha / amplitude) / a0};
}

// Raises what lies above by gain_db, with the steepest slope that is monotonic.
Biquad high_shelf(double middle_hz, double gain_db) {
  const double angle = 2 * std::numbers::pi * middle_hz / sample_rate_hz;
  const double cosine = std::cos(angle);
  const double amplitude = amplitude_of_db(gain_db / 2);
  const double slope = 2 * std::sqrt(amplitude) * std::sin(angle) / std::numbers::sqrt2;
  const double above = amplitude + 1, below = amplitude - 1;
  const double a0 = above - below * cosine + slope;
  return {.b0 = amplitude * (above + below * cosine + slope) / a0,
          .b1 = -2 * amplitude * (below + above * cosine) / a0,
          .b2 = amplitude * (above + below * cosine - slope) / a0,
          .a1 = 2 * (below - above * cosine) / a0,
          .a2 = (above - below * cosine - slope) / a0};
}

double windowed_sinc(double x, double crossings) {
  if (std::abs(x) >= crossings) return 0;
  if (x == 0) return 1;
  return (0.5 + 0.5 * std::cos(std::numbers::pi * x / crossings)) * std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

void filter(std::span<float> samples, double cutoff_hz, bool high) {
  for (const double quality : butterworth_quality) section(cutoff_hz, quality, high).filter(samples);
}

}  // namespace

double mean_power(std::span<const float> samples) {
  double sum = 0;
  for (const float sample : samples) sum += static_cast<double>(sample) * sample;
  return samples.empty() ? 0 : sum / static_cast<double>(samples.size());
}

void round_to_16_bit(std::span<float> samples) {
  for (float& sample : samples) sample = std::clamp(std::nearbyint(sample * 32768.0f), -32768.0f, 32767.0f) / 32768.0f;
}

void apply_gain(std::span<float> samples, double gain_db) {
  const auto factor = static_cast<float>(amplitude_of_db(gain_db));
  for (float& sample : samples) sample *= factor;
}

std::vector<float> change_speed(std::span<const float> samples, double factor) {
  constexpr int crossings = 16;
  constexpr std::size_t phases = 256;  // positions between two samples, the nearest is taken
  constexpr std::size_t lanes = 8;     // sums side by side, which the compiler makes a vector of
  // Faster speech is squeezed into the band below the new Nyquist frequency.
  const double band = std::min(1.0, 1 / factor);
  const auto reach = static_cast<std::size_t>(std::ceil(crossings / band));
  const std::size_t taps = (2 * reach + lanes - 1) / lanes * lanes;
  std::vector<float> kernels((phases + 1) * taps);
  for (std::size_t phase = 0; phase <= phases; ++phase)
    for (std::size_t tap = 0; tap < taps; ++tap) {
      const double distance =
          static_cast<double>(tap) - static_cast<double>(reach - 1) - static_cast<double>(phase) / phases;
      kernels[phase * taps + tap] = static_cast<float>(band * windowed_sinc(distance * band, crossings));
    }

  std::vector<float> padded(samples.size() + 2 * taps);
  std::copy(samples.begin(), samples.end(), padded.begin() + static_cast<std::ptrdiff_t>(reach - 1));
  std::vector<float> result(static_cast<std::size_t>(static_cast<double>(samples.size()) / factor));
  for (std::size_t i = 0; i < result.size(); ++i) {
    const double position = static_cast<double>(i) * factor;
    const auto first = static_cast<std::size_t>(position);
    const auto phase = static_cast<std::size_t>(std::lround((position - static_cast<double>(first)) * phases));
    const float* kernel = kernels.data() + phase * taps;
    const float* from = padded.data() + first;
    std::array<float, lanes> sums{};
    for (std::size_t tap = 0; tap < taps; tap += lanes)
      for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += kernel[tap + lane] * from[tap + lane];
    result[i] = std::accumulate(sums.begin(), sums.end(), 0.0f);
  }
  return result;
}

std::vector<float> reverberate(std::span<const float> samples, double rt60_s, double direct_to_reverberant_db,
                               RandomStream& random) {
  const auto taps = static_cast<std::size_t>(rt60_s * sample_rate_hz) + 2;
  std::vector<float> room(taps);
  const double decay = std::log(1000) / (rt60_s * sample_rate_hz);  // amplitude falls by 60 dB in rt60_s
  double echo_energy = 0;
  for (std::size_t i = 1; i < taps; ++i) {
    room[i] = static_cast<float>(random.rough_normal() * std::exp(-decay * static_cast<double>(i)));
    echo_energy += static_cast<double>(room[i]) * room[i];
  }
  const double direct_energy = std::pow(10, direct_to_reverberant_db / 10);
  room[0] = static_cast<float>(std::sqrt(direct_energy * echo_energy));
  const double scale = 1 / std::sqrt(echo_energy * (1 + direct_energy));
  for (float& value : room) value = static_cast<float>(value * scale);
  return convolve(samples, room);
}

void pass_microphone(std::span<float> samples, double lowest_db, double highest_db, RandomStream& random) {
  constexpr double shelf_hz = 1000, lowest_hz = 100, highest_hz = 6000;
  high_shelf(shelf_hz, random.uniform(lowest_db, highest_db)).filter(samples);
  for (int filter = 0; filter < 3; ++filter) {
    const double centre_hz = lowest_hz * std::pow(highest_hz / lowest_hz, random.uniform());
    const double quality = random.uniform(0.5, 1.5);
    peak(centre_hz, quality, random.uniform(lowest_db, highest_db)).filter(samples);
  }
}

void mix(std::span<float> samples, std::span<const float> other, double place, double level_db) {
  const double power = mean_power(samples), other_power = mean_power(other);
  if (power <= 0 || other_power <= 0) return;
  const auto factor = static_cast<float>(amplitude_of_db(level_db) * std::sqrt(power / other_power));
  const auto offset = [&](std::size_t longer, std::size_t shorter) {
    return longer <= shorter ? 0 : static_cast<std::size_t>(std::lround(place * static_cast<double>(longer - shorter)));
  };
  const std::span<float> to = samples.subspan(offset(samples.size(), other.size()));
  const std::span<const float> from = other.subspan(offset(other.size(), samples.size()));
  for (std::size_t i = 0; i < std::min(to.size(), from.size()); ++i) to[i] += factor * from[i];
}

std::vector<float> white_noise(std::size_t count, RandomStream& random) {
  std::vector<float> noise(count);
  for (float& value : noise) value = random.rough_normal();
  return noise;
}

std::vector<float> pink_noise(std::size_t count, RandomStream& random) {
  constexpr std::array<float, 6> poles = {0.99886f, 0.99332f, 0.96900f, 0.86650f, 0.55000f, -0.7616f};
  constexpr std::array<float, 6> gains = {0.0555179f, 0.0750759f, 0.1538520f, 0.3104856f, 0.5329522f, -0.0168980f};
  std::array<float, 6> states{};
  float delayed = 0;
  std::vector<float> noise(count);
  for (float& value : noise) {
    const float white = random.rough_normal();
    float sum = white * 0.5362f + delayed;
    for (std::size_t i = 0; i < poles.size(); ++i) sum += states[i] = poles[i] * states[i] + gains[i] * white;
    delayed = white * 0.115926f;
    value = sum * 0.35f;
  }
  return noise;
}

void add_voice(std::span<float> babble, std::span<const float> voice, RandomStream& random) {
  const double power = mean_power(voice);
  if (power <= 0) return;
  const auto factor = static_cast<float>(1 / std::sqrt(power));
  std::size_t position = random.below(voice.size());
  for (float& value : babble) {
    value += factor * voice[position];
    if (++position == voice.size()) position = 0;
  }
}

void pass_telephone_band(std::span<float> samples) {
  high_pass(samples, 300);
  low_pass(samples, 3400);
}

void add_noise(std::span<float> samples, std::span<const float> noise, std::size_t start, double snr_db) {
  const double signal_power = mean_power(samples);
  const double noise_power = mean_power(noise);
  if (signal_power <= 0 || noise_power <= 0) return;
  const auto factor = static_cast<float>(std::sqrt(signal_power / noise_power) / amplitude_of_db(snr_db));
  std::size_t position = start % noise.size();
  for (float& sample : samples) {
    sample += factor * noise[position];
    if (++position == noise.size()) position = 0;
  }
}

void low_pass(std::span<float> samples, double cutoff_hz) { filter(samples, cutoff_hz, false); }
void high_pass(std::span<float> samples, double cutoff_hz) { filter(samples, cutoff_hz, true); }

}  // namespace affectus
