// Makes float32 signals of a recording's channels: the mean of all, one, or each.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "affectus/signal.h"
#include "base/project.h"
#include "signal/cancelling_channels.h"

namespace affectus {

/// Values that are not finite become 0. True if there were any.
AFFECTUS_PROJECT bool replace_non_finite(float* values, std::size_t count);

class AFFECTUS_PROJECT ChannelMixer {
 public:
  explicit ChannelMixer(ChannelChoice choice) : choice_(choice) {}

  /// The number of signals of a recording with `channels` channels. Throws Error(invalid_argument) that names `file` if the
  /// chosen channel does not exist.
  std::size_t signal_count(int channels, const std::string& file) const;

  struct Appended {
    bool replaced = false;           // values that are not finite became 0
    std::span<const float> squares;  // of each sample, their mean over the channels that were mixed; until the next call
  };
  /// Appends `count` samples to each of `signals`; values that are not finite become 0. A channel that is not there is
  /// silent. The mean gives all channels the same weight. `add_channel(channel, gain, out)` adds `gain` times the samples of
  /// a channel, which is below `channels`, to the `count` values at `out`.
  template <typename AddChannel>
  Appended append(std::size_t count, int channels, const AddChannel& add_channel, std::vector<std::vector<float>>& signals);
  /// The same for samples that come channel by channel, frame by frame.
  Appended append(std::span<const float> interleaved, int channels, std::vector<std::vector<float>>& signals);

 private:
  template <typename AddChannel>
  void mix(std::size_t count, int channels, const AddChannel& add_channel, float* out);

  ChannelChoice choice_;
  std::vector<float> channel_;  // one of those that are mixed
  std::vector<float> squares_;
};

template <typename AddChannel>
void ChannelMixer::mix(std::size_t count, int channels, const AddChannel& add_channel, float* out) {
  const float weight = 1.0F / static_cast<float>(channels);
  squares_.assign(count, 0.0F);
  for (int channel = 0; channel < channels; ++channel) {
    channel_.assign(count, 0.0F);
    add_channel(channel, 1.0F, channel_.data());
    mix_in(channel_, weight, {out, count}, squares_);
  }
  replace_non_finite(squares_.data(), count);
}

template <typename AddChannel>
ChannelMixer::Appended ChannelMixer::append(std::size_t count, int channels, const AddChannel& add_channel,
                                            std::vector<std::vector<float>>& signals) {
  Appended appended;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    signals[i].resize(signals[i].size() + count, 0.0F);
    float* out = signals[i].data() + signals[i].size() - count;
    if (choice_.kind == ChannelChoice::Kind::mix && channels > 1) {
      mix(count, channels, add_channel, out);
      appended.squares = squares_;
    } else if (choice_.kind == ChannelChoice::Kind::mix) {
      add_channel(0, 1.0F, out);
    } else {
      const int channel = choice_.kind == ChannelChoice::Kind::one ? choice_.index : static_cast<int>(i);
      if (channel < channels) add_channel(channel, 1.0F, out);
    }
    appended.replaced = replace_non_finite(out, count) || appended.replaced;
  }
  return appended;
}

}  // namespace affectus
