// A decoded frame's samples, of any of FFmpeg's formats, as float32 signals: the mean of all channels, one channel, or each.
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

  /// The number of signals of a recording with `channels` channels. Throws Error(invalid_argument) that names `file` where
  /// the chosen channel is not there.
  std::size_t signal_count(int channels, const std::string& file) const;

  /// Appends the frame's samples to each of `signals`; integers are scaled to [-1, 1), values that are not finite become 0
  /// (and true is returned). A channel that this frame does not have is silent. The mean is over the channels, none weighs
  /// more.
  bool append(const AVFrame& frame, std::vector<std::vector<float>>& signals) const;

  /// The same for samples that come channel by channel, frame by frame.
  bool append(std::span<const float> interleaved, int channels, std::vector<std::vector<float>>& signals) const;

 private:
  template <typename AddChannel>
  bool append(std::size_t count, int channels, const AddChannel& add_channel,
              std::vector<std::vector<float>>& signals) const;

  ChannelChoice choice_;
};

}  // namespace affectus
