// The path through the candidates of successive frames (Boersma 1993, the paper's step 4): a search by dynamic programming
// that weighs how well each frame's choice fits against jumps between frames, with a bounded look-ahead, so that a stream
// can follow it.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "front_ends/pitch_candidates.h"

namespace affectus {

/// A frame decided.
struct PitchDecision {
  float frequency_hz = 0;  // 0: unvoiced
  float correlation = 0;   // of the chosen candidate; of the best one where unvoiced
};

class PitchPath {
 public:
  explicit PitchPath(const ProsodyOptions& options) : options_(options) {}

  /// Takes the next frame; appends the decisions that are now final, about a second behind.
  void push(const PitchFrame& frame, std::vector<PitchDecision>& decisions);
  /// Decides the rest.
  void finish(std::vector<PitchDecision>& decisions);

 private:
  // State 0 is unvoiced, state k the frame's candidate k - 1.
  struct Step {
    PitchFrame frame;
    std::vector<float> score;           // of the best path that ends in each state
    std::vector<std::size_t> previous;  // its state one step before
  };
  void advance();
  std::size_t best_state() const;
  PitchDecision decision(const Step& step, std::size_t state) const;

  ProsodyOptions options_;
  std::deque<PitchFrame> ahead_;  // wait until the level about them is known
  std::deque<Step> steps_;        // not decided yet
  float peak_ = 0;                // largest of all frames so far
};

}  // namespace affectus
