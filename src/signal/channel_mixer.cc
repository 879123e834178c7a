#include "signal/channel_mixer.h"

#include <cmath>

#include "affectus/error.h"

namespace affectus {

bool replace_non_finite(float* values, std::size_t count) {
  bool found = false;
  for (std::size_t i = 0; i < count; ++i) {
    if (std::isfinite(values[i])) continue;
    values[i] = 0;
    found = true;
  }
  return found;
}

std::size_t ChannelMixer::signal_count(int channels, const std::string& file) const {
  if (choice_.kind == ChannelChoice::Kind::each) return static_cast<std::size_t>(channels);
  if (choice_.kind == ChannelChoice::Kind::one && choice_.index >= channels)
    throw Error(ErrorCode::invalid_argument, file + ": expected a channel from 0 to " + std::to_string(channels - 1) +
                                                 ", found " + std::to_string(choice_.index));
  return 1;
}

ChannelMixer::Appended ChannelMixer::append(std::span<const float> interleaved, int channels,
                                            std::vector<std::vector<float>>& signals) {
  const auto stride = static_cast<std::size_t>(channels);
  const std::size_t count = interleaved.size() / stride;
  return append(
      count, channels,
      [&](int channel, float gain, float* out) {
        const float* const first = interleaved.data() + channel;
        for (std::size_t i = 0; i < count; ++i) out[i] += gain * first[i * stride];
      },
      signals);
}

}  // namespace affectus
