// Samples of any rate and number of channels to the signals that are scored, as a recording of them would be.
#pragma once

#include <span>
#include <vector>

#include "affectus/audio.h"
#include "audio/channel_mixer.h"
#include "audio/resampler.h"

namespace affectus {

class SampleConverter {
 public:
  /// Throws Error(invalid_argument) for a rate outside 4 to 768 kHz, for no or more than 1,024 channels, and for a
  /// chosen channel that is not there.
  SampleConverter(int rate_hz, int channels, ChannelChoice choice);

  std::size_t signal_count() const { return resamplers_.size(); }
  /// Appends what is known by now to each of `signals` (signal_count() vectors). True where values that are not finite were
  /// taken as 0.
  bool push(std::span<const float> interleaved, std::vector<std::vector<float>>& signals);
  void finish(std::vector<std::vector<float>>& signals);

 private:
  int channels_;
  ChannelMixer mixer_;
  std::vector<Resampler> resamplers_;  // one a signal
  std::vector<std::vector<float>> mixed_;
};

}  // namespace affectus
