// Random numbers that do not depend on the thread that draws them: numbers (seed, epoch, utterance, purpose) name a stream,
// and the name alone determines its values. bits(), uniform() and below() give the same values on every platform; normal()
// may differ in the last bits, which depend on the platform's mathematical library.
#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <numbers>
#include <span>
#include <utility>

namespace affectus {

/// SplitMix64 (Steele, Lea, Flood 2014) is a counter with this increment and a function that mixes its bits.
inline constexpr std::uint64_t splitmix_increment = 0x9e3779b97f4a7c15;
inline std::uint64_t splitmix(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

class RandomStream {
 public:
  explicit RandomStream(std::initializer_list<std::uint64_t> name) {
    for (const std::uint64_t part : name) state_ = splitmix(state_ ^ splitmix(part + splitmix_increment));
  }

  std::uint64_t bits() { return splitmix(state_ += splitmix_increment); }
  /// From 0 to below 1.
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  bool chance(double probability) { return uniform() < probability; }
  /// From 0 to below count (count > 0, far below 2^53).
  std::uint64_t below(std::uint64_t count) { return static_cast<std::uint64_t>(uniform() * static_cast<double>(count)); }
  /// Standard normal, by Box and Muller.
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }
  /// Approximately normal and fast, for noise: the sum of four uniform numbers, with mean 0 and variance 1.
  float rough_normal() {
    const std::uint64_t value = bits();
    const auto sum =
        static_cast<float>((value & 0xffff) + ((value >> 16) & 0xffff) + ((value >> 32) & 0xffff) + (value >> 48));
    return (sum - 131070.0f) * (1.7320508f / 65536.0f);
  }

  template <typename T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace affectus
