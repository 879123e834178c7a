#include "signal/sinc_resampler.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include "affectus/frames.h"

namespace affectus {
namespace {

constexpr std::size_t filter_size = 64;
constexpr double cutoff = 0.97;  // of the lower Nyquist frequency
constexpr double kaiser_beta = 9;
constexpr std::size_t most_phases = 1024;
constexpr std::size_t sums = 8;  // side by side, as vectors have them

// The modified Bessel function of the first kind, of order 0, by its power series.
double bessel(double x) {
  double sum = 1, term = 1;
  for (int k = 1; term > sum * 1e-17; ++k) {
    term *= (x / 2 / k) * (x / 2 / k);
    sum += term;
  }
  return sum;
}

float dot(const float* a, const float* b, std::size_t count) {
  std::array<float, sums> partial = {};
  for (std::size_t i = 0; i < count; i += sums)
    for (std::size_t k = 0; k < sums; ++k) partial[k] += a[i + k] * b[i + k];
  return ((partial[0] + partial[4]) + (partial[2] + partial[6])) + ((partial[1] + partial[5]) + (partial[3] + partial[7]));
}

}  // namespace

SincResampler::SincResampler(int rate_hz) {
  const int common = std::gcd(rate_hz, sample_rate_hz);
  up_ = static_cast<std::uint64_t>(sample_rate_hz / common);
  down_ = static_cast<std::uint64_t>(rate_hz / common);
  phases_ = std::min<std::size_t>(up_, most_phases);
  const double factor = std::min(sample_rate_hz * cutoff / rate_hz, 1.0);
  length_ = (static_cast<std::size_t>(std::ceil(filter_size / factor)) + 1) / 2 * 2;
  taps_ = (length_ + sums - 1) / sums * sums;
  filters_.resize(phases_ * taps_);
  const std::size_t middle = (length_ - 1) / 2;
  const auto centre = static_cast<double>(middle);
  std::vector<double> values(length_);
  for (std::size_t phase = 0; phase < phases_; ++phase) {
    double sum = 0;
    for (std::size_t tap = 0; tap < length_; ++tap) {
      const double place = static_cast<double>(tap) - centre - static_cast<double>(phase) / static_cast<double>(phases_);
      const double x = std::numbers::pi * place * factor;
      const double w = 2 * place / static_cast<double>(length_);
      values[tap] = (x == 0 ? 1 : std::sin(x) / x) * bessel(kaiser_beta * std::sqrt(std::max(1 - w * w, 0.0)));
      sum += values[tap];
    }
    for (std::size_t tap = 0; tap < length_; ++tap) filters_[phase * taps_ + tap] = static_cast<float>(values[tap] / sum);
  }
}

void SincResampler::push(std::span<const float> samples, std::vector<float>& output) {
  kept_.insert(kept_.end(), samples.begin(), samples.end());
  pushed_ += samples.size();
  if (first_ == 0 && pushed_ > length_) mirror_begin();
  if (first_ == 0 && given_ == 0) return;
  // The last sample of the result whose filter ends within the signal.
  const std::uint64_t after = length_ - (length_ - 1) / 2;  // samples from a filter's centre to its end
  if (pushed_ < after) return;
  make(((pushed_ - after) * up_ + up_ - 1) / down_ + 1, output);
}

void SincResampler::finish(std::vector<float>& output) {
  if (pushed_ == 0) return;
  if (first_ == 0 && given_ == 0) mirror_begin();
  const std::uint64_t all = (pushed_ * up_ + down_ / 2) / down_;
  mirror_end();
  make(all, output);
}

// Sample -n is sample n.
void SincResampler::mirror_begin() {
  std::vector<float> mirrored(length_);
  for (std::size_t n = 1; n <= length_; ++n) mirrored[length_ - n] = kept_[std::min(n, kept_.size() - 1)];
  kept_.insert(kept_.begin(), mirrored.begin(), mirrored.end());
  first_ = -static_cast<std::int64_t>(length_);
}

// Sample N + n is sample N - 1 - n for half a filter; what follows is silence.
void SincResampler::mirror_end() {
  const std::size_t size = kept_.size();
  const std::size_t mirrored = (std::min(size, length_) + 1) / 2;
  for (std::size_t n = 0; n < mirrored; ++n) kept_.push_back(kept_[size - 1 - n]);
  kept_.resize(size + 2 * length_ + taps_);
}

// The samples of the result up to `end`, and forgets what no later one needs.
void SincResampler::make(std::uint64_t end, std::vector<float>& output) {
  const auto before = static_cast<std::int64_t>((length_ - 1) / 2);
  kept_.resize(kept_.size() + (taps_ - length_));  // what the filters' padding meets
  for (; given_ < end; ++given_) {
    const std::uint64_t place = given_ * down_;
    const std::uint64_t phase = place % up_ * phases_ / up_;
    const auto begin = static_cast<std::size_t>(static_cast<std::int64_t>(place / up_) - before - first_);
    output.push_back(dot(&filters_[phase * taps_], &kept_[begin], taps_));
  }
  kept_.resize(kept_.size() - (taps_ - length_));
  const std::int64_t next = static_cast<std::int64_t>(given_ * down_ / up_) - before;
  const std::int64_t unneeded = std::min(next - first_, static_cast<std::int64_t>(kept_.size()));
  if (unneeded > 0) {
    kept_.erase(kept_.begin(), kept_.begin() + unneeded);
    first_ += unneeded;
  }
}

}  // namespace affectus
