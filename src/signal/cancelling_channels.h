// Where a recording's channels cancel each other out, as they do when one of two is wired the wrong way round.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "affectus/signal.h"
#include "base/project.h"

namespace affectus {

/// Adds a channel to the mean of several: its samples times `weight` to `mix`, their squares times `weight` to `squares`.
AFFECTUS_PROJECT void mix_in(std::span<const float> channel, float weight, std::span<float> mix, std::span<float> squares);

/// Follows a signal and finds the stretches in which the mean of its channels is silence, though they are not: more than
/// 30 dB below the mean of as many channels that have nothing to do with each other, for .3 s or longer. The signal is
/// judged in pieces of .1 s, whatever the pieces in which it comes.
class AFFECTUS_PROJECT CancellingChannels {
 public:
  /// The next samples: the mean of `channels` channels, and the mean of their squares. A stretch is appended to `silences`
  /// from the place on where it is known, and grows there. Nothing for fewer than two channels.
  void add(std::span<const float> mix, std::span<const float> squares, int channels, int rate_hz,
           std::vector<Silence>& silences);
  /// The next `seconds` hold no sound of the recording's.
  void skip(double seconds);
  /// Seconds of all stretches so far.
  double total_s() const { return total_s_; }

 private:
  void judge(int channels, double seconds, std::vector<Silence>& silences);

  double position_s_ = 0;  // of the piece
  int rate_hz_ = 0;
  std::size_t samples_ = 0;  // of the piece so far
  double of_channels_ = 0;   // sums of their squares
  double of_mix_ = 0;
  double stretch_s_ = 0;  // of the stretch so far; 0: there is none
  double total_s_ = 0;
};

}  // namespace affectus
