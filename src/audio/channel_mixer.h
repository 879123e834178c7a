// Converts a decoded frame's samples, of any of FFmpeg's formats, to float32 signals: the mean of all channels, one channel,
// or each.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "affectus/audio.h"
#include "audio/ffmpeg.h"

namespace affectus {

class ChannelMixer {
 public:
  explicit ChannelMixer(ChannelChoice choice) : choice_(choice) {}

  /// The number of signals of a recording with `channels` channels. Throws Error(invalid_argument) that names `file` if the
  /// chosen channel does not exist.
  std::size_t signal_count(int channels, const std::string& file) const;

  struct Appended {
    bool replaced = false;           // values that are not finite became 0
    std::span<const float> squares;  // of each sample, their mean over the channels that were mixed; until the next call
  };
  /// Appends the frame's samples to each of `signals`; integers are scaled to [-1, 1), values that are not finite become 0.
  /// A channel that this frame does not have is silent. The mean gives all channels the same weight.
  Appended append(const AVFrame& frame, std::vector<std::vector<float>>& signals);

  /// The same for samples that come channel by channel, frame by frame.
  Appended append(std::span<const float> interleaved, int channels, std::vector<std::vector<float>>& signals);

 private:
  template <typename AddChannel>
  Appended append(std::size_t count, int channels, const AddChannel& add_channel, std::vector<std::vector<float>>& signals);
  template <typename AddChannel>
  void mix(std::size_t count, int channels, const AddChannel& add_channel, float* out);

  ChannelChoice choice_;
  std::vector<float> channel_;  // one of those that are mixed
  std::vector<float> squares_;
};

}  // namespace affectus
