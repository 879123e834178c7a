// Converts samples of any rate and number of channels to the signals that are scored, as a recording of them would be.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "affectus/signal.h"
#include "base/project.h"
#include "signal/cancelling_channels.h"
#include "signal/channel_mixer.h"
#include "signal/signal_resampler.h"

namespace affectus {

class AFFECTUS_PROJECT SampleConverter {
 public:
  /// Throws Error(invalid_argument) for a rate outside 4 to 768 kHz, for no or more than 1,024 channels, and for a
  /// chosen channel that is not there. `make_resampler` is not asked for 16 kHz, which pass through unchanged.
  SampleConverter(int rate_hz, int channels, ChannelChoice choice, const MakeResampler& make_resampler);

  std::size_t signal_count() const { return mixed_.size(); }
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
  std::vector<std::unique_ptr<SignalResampler>> resamplers_;  // one a signal; none at 16 kHz
  std::vector<std::vector<float>> mixed_;
  CancellingChannels cancelling_;
  std::vector<Silence> silences_;
};

}  // namespace affectus
