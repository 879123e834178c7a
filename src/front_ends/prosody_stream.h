// Prosody of a signal that arrives in pieces.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "affectus/prosody.h"
#include "front_ends/pitch_candidates.h"
#include "front_ends/pitch_path.h"

namespace affectus {

class ProsodyStream : public FrontEndStream {
 public:
  ProsodyStream(std::shared_ptr<const PitchAnalysis> analysis, const ProsodyOptions& options);

  void push(std::span<const float> samples, Frames& frames) override;
  void finish(Frames& frames) override;

 private:
  void analyse(std::size_t count);
  void give(Frames& frames);

  std::shared_ptr<const PitchAnalysis> analysis_;
  ProsodyOptions options_;
  PitchPath path_;
  PitchAnalysis::Scratch scratch_;
  std::vector<PitchFrame> pitch_;
  std::shared_ptr<const PitchStep> last_step_;
  std::size_t lead_;                    // samples of the analysis's window before the frame's own
  std::vector<float> buffer_;           // from the start of the next frame's analysis window on
  std::ptrdiff_t first_ = 0;            // of the buffer: the first sample that exists
  std::optional<std::ptrdiff_t> last_;  // of the buffer: the signal's end, once known
  std::size_t samples_ = 0;
  std::size_t analysed_ = 0;  // frames
  std::deque<float> energies_;
  std::vector<PitchDecision> decisions_;
};

}  // namespace affectus
