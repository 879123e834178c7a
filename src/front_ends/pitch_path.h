// The path through the candidates of successive frames (Boersma 1993, the paper's step 4): dynamic programming balances the
// strength of each frame's candidate against jumps between frames. Its look-ahead is bounded, so that a stream can follow
// it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "front_ends/pitch_candidates.h"

namespace affectus {

/// A frame of the path, with all values that do not depend on the rest of the path, so that paths through the same frames
/// can share it.
struct PitchStep {
  PitchFrame frame;
  std::array<float, most_pitch_candidates> strengths;  // of the candidates, without jumps
  std::vector<float> jumps;  // the cost from each candidate of the frame before (row) to each of this one; empty without
};
/// `before` is the frame before, or nullptr.
std::shared_ptr<const PitchStep> make_pitch_step(const PitchFrame& frame, const PitchFrame* before,
                                                 const ProsodyOptions& options);

/// A frame decided.
struct PitchDecision {
  float frequency_hz = 0;  // 0: unvoiced
  float correlation = 0;   // of the chosen candidate; of the best one if unvoiced
};

class PitchPath {
 public:
  /// Takes the next step, which must live until its frame is decided; appends the decisions that are now final, about a
  /// second behind.
  void push(std::shared_ptr<const PitchStep> step, std::vector<PitchDecision>& decisions);
  /// Decides the rest. A new path may begin.
  void finish(std::vector<PitchDecision>& decisions);

 private:
  // State 0 is unvoiced, state k the frame's candidate k - 1.
  static constexpr std::size_t most_states = most_pitch_candidates + 1;
  struct State {
    std::shared_ptr<const PitchStep> step;
    std::array<float, most_states> score;            // of the best path that ends in each state
    std::array<std::uint8_t, most_states> previous;  // its state one step before
  };
  void advance();
  std::size_t best_state() const;
  PitchDecision decision(const State& state, std::size_t choice) const;

  std::deque<std::shared_ptr<const PitchStep>> ahead_;  // wait until the level about them is known
  std::deque<State> states_;                            // not decided yet
  float peak_ = 0;                                      // largest of all frames so far
};

}  // namespace affectus
