// Converts samples of any rate and number of channels to the signals that are scored, as a recording of them would be.
#pragma once

#include <span>
#include <vector>

#include "affectus/audio.h"
#include "audio/cancelling_channels.h"
#include "audio/channel_mixer.h"
#include "audio/resampler.h"

namespace affectus {

class SampleConverter {
 public:
  /// Throws Error(invalid_argument) for a rate outside 4 to 768 kHz, for no or more than 1,024 channels, and for a
  /// chosen channel that is not there.
  SampleConverter(int rate_hz, int channels, ChannelChoice choice);

  std::size_t signal_count() const { return resamplers_.size(); }
  /// Throws Error(invalid_argument) if the number of samples is not a multiple of the number of channels. push() does too.
  void check(std::span<const float> interleaved) const;
  /// Appends the samples that are known by now to each of `signals` (signal_count() vectors). True if values that are not
  /// finite became 0.
  bool push(std::span<const float> interleaved, std::vector<std::vector<float>>& signals);
  void finish(std::vector<std::vector<float>>& signals);
  /// Where the channels that are mixed cancel each other out, of what was pushed so far.
  const std::vector<Silence>& silences() const { return silences_; }

 private:
  int rate_hz_;
  int channels_;
  ChannelMixer mixer_;
  std::vector<Resampler> resamplers_;  // one a signal
  std::vector<std::vector<float>> mixed_;
  CancellingChannels cancelling_;
  std::vector<Silence> silences_;
};

}  // namespace affectus
