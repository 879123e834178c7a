// Finds turns, that is stretches of speech, in a signal that arrives in pieces.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "affectus/front_end.h"
#include "base/project.h"

namespace affectus {

/// In frames of 10 ms, each at least 1.
struct TurnLimits {
  std::size_t speech = 20;     // frames of speech that start a turn
  std::size_t silence = 60;    // frames without speech that end it
  std::size_t longest = 6000;  // a turn of so many frames ends, and another may start at once
};

/// The start or the end of a turn, in samples of the signal: the first one, and the one after the last.
struct TurnEdge {
  bool is_start = false;
  std::size_t sample = 0;
};

/// Frames are judged in blocks of ten, by the speech activity of the last five seconds. A frame sees 50 ms of its future,
/// and the first half second is judged as a whole. So the edges depend on the samples alone, and not on their pieces. Keeps
/// five seconds of frames, whatever the length of signal and turns. Not thread-safe.
class AFFECTUS_PROJECT TurnFinder {
 public:
  explicit TurnFinder(const TurnLimits& limits);
  TurnFinder(TurnFinder&&) noexcept;
  ~TurnFinder();

  /// Takes the next samples: 16 kHz, mono, [-1, 1], finite. Appends the edges that are now known.
  void push(std::span<const float> samples, std::vector<TurnEdge>& edges);
  /// Ends the signal, and with it an open turn.
  void finish(std::vector<TurnEdge>& edges);

  /// Every edge that is still to come lies at this sample or later. Within a turn, it is where its speech ended last so far,
  /// which the turn is known to reach.
  std::size_t settled_until() const;

 private:
  void take(std::span<const float> frame, std::vector<TurnEdge>& edges);
  void judge(std::size_t end, std::vector<TurnEdge>& edges);
  void step(bool is_speech, std::vector<TurnEdge>& edges);
  void end_turn(std::vector<TurnEdge>& edges);

  TurnLimits limits_;
  std::unique_ptr<FrontEnd> front_end_;
  std::unique_ptr<FrontEndStream> stream_;
  Frames fresh_;                // of a push
  std::vector<float> kept_;     // the last frames, frames x bins
  std::size_t frames_ = 0;      // of the signal
  std::size_t judged_ = 0;      // of these
  bool is_open_ = false;        // within a turn
  std::size_t start_ = 0;       // the frame where the turn starts, or the speech that may become one
  std::size_t speech_ = 0;      // frames of speech since start_; 0 and no turn: there is no such speech
  std::size_t after_last_ = 0;  // the frame after the last one of speech since start_
};

}  // namespace affectus
