#include "signal/cancelling_channels.h"

namespace affectus {
namespace {

constexpr int pieces_a_second = 10;
constexpr double shortest_s = 0.3;
constexpr double silent_power = 1e-8;     // of full scale: three steps of 16 bits
constexpr double cancelled_share = 1e-3;  // of what channels that have nothing to do with each other leave
constexpr double rounding_s = 1e-6;

}  // namespace

void mix_in(std::span<const float> channel, float weight, std::span<float> mix, std::span<float> squares) {
  for (std::size_t i = 0; i < channel.size(); ++i) {
    mix[i] += weight * channel[i];
    squares[i] += weight * channel[i] * channel[i];
  }
}

void CancellingChannels::add(std::span<const float> mix, std::span<const float> squares, int channels, int rate_hz,
                             std::vector<Silence>& silences) {
  if (channels < 2) return skip(static_cast<double>(mix.size()) / rate_hz);
  if (rate_hz != rate_hz_) skip(0);
  rate_hz_ = rate_hz;
  const auto piece = static_cast<std::size_t>(rate_hz / pieces_a_second);
  for (std::size_t i = 0; i < mix.size(); ++i) {
    of_channels_ += squares[i];
    of_mix_ += static_cast<double>(mix[i]) * mix[i];
    if (++samples_ < piece) continue;
    judge(channels, static_cast<double>(piece) / rate_hz, silences);
    samples_ = 0;
    of_channels_ = of_mix_ = 0;
  }
}

void CancellingChannels::skip(double seconds) {
  if (samples_ > 0) position_s_ += static_cast<double>(samples_) / rate_hz_;
  position_s_ += seconds;
  samples_ = 0;
  of_channels_ = of_mix_ = stretch_s_ = 0;
}

// Silence within a stretch, in all channels, neither ends it nor makes it longer.
void CancellingChannels::judge(int channels, double seconds, std::vector<Silence>& silences) {
  position_s_ += seconds;
  if (of_channels_ < silent_power * static_cast<double>(samples_)) return;
  if (!(of_mix_ * channels < cancelled_share * of_channels_)) {
    stretch_s_ = 0;
    return;
  }
  const bool was_known = stretch_s_ > shortest_s - rounding_s;
  stretch_s_ += seconds;
  if (stretch_s_ < shortest_s - rounding_s) return;
  total_s_ += was_known ? seconds : stretch_s_;
  if (was_known)
    silences.back().end_s = position_s_;
  else
    silences.push_back({Warning::channels_cancel, position_s_, position_s_});
}

}  // namespace affectus
