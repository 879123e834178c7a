// Computes prosody for windows of one signal. The pitch candidates of a frame depend only on the samples around it, so
// windows on the same grid of hops share them, except those of the few frames whose analysis reaches beyond a window's ends.
// Each window has its own path through the candidates.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "affectus/prosody.h"
#include "front_ends/kept_frames.h"
#include "front_ends/pitch_candidates.h"
#include "front_ends/pitch_path.h"

namespace affectus {

class ProsodyMemory : public FrontEndMemory {
 public:
  ProsodyMemory(std::shared_ptr<const PitchAnalysis> analysis, const ProsodyOptions& options)
      : analysis_(std::move(analysis)), options_(options), kept_(1) {}

  void compute(std::size_t start, std::span<const float> samples, Frames& frames) override;

 private:
  struct Frame {
    std::shared_ptr<const PitchStep> step;
    float energy = 0;
  };
  void analyse(std::span<const float> samples, std::size_t first, std::size_t count);
  void add_edge(std::span<const float> samples, std::size_t first, std::size_t count);
  void keep_inner(std::span<const float> samples, std::size_t start, std::size_t first, std::size_t count);

  std::shared_ptr<const PitchAnalysis> analysis_;
  ProsodyOptions options_;
  KeptFrames<Frame> kept_;  // of frames whose whole analysis lies within their window
  PitchAnalysis::Scratch scratch_;
  std::vector<float> signal_;  // of the frames that are analysed
  std::vector<PitchFrame> pitch_;
  std::vector<float> analysed_energies_;
  std::vector<Frame> window_;  // the window's frames
  std::vector<PitchDecision> decisions_;
};

}  // namespace affectus
