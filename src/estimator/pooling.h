// Pooling over the utterance: many states become one vector of fixed size.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "affectus/estimator.h"

namespace affectus {

/// For a batch of sequences. Sums are in double precision and in the order of time, so hours of frames lose nothing, and the
/// result is the same to the last bit for frames in pieces of any size.
///   mean        mean over the frames
///   last        the state after the last frame
///   statistics  the mean, then the standard deviation sqrt(max(E[x^2] - E[x]^2, 0) + 1e-5) with population moments
class Pooling {
 public:
  /// Begins anew. Allocates only if there are more sequences than ever before.
  void start(EstimatorShape::Pooling kind, std::size_t sequences, std::size_t units);

  /// Takes `steps` x `sequences` rows of states, time-major: one for each of the first `sequences` at every step.
  void add(std::size_t steps, std::size_t sequences, const float* states);

  /// Writes the vector of one sequence, whose last state is `last_state`. At least one state of it must have been added.
  void pool(std::size_t sequence, const float* last_state, std::span<float> pooled) const;

 private:
  EstimatorShape::Pooling kind_ = EstimatorShape::Pooling::mean;
  std::size_t units_ = 0;
  std::vector<double> sums_;     // sequences x units
  std::vector<double> squares_;  // sequences x units
  std::vector<std::size_t> counts_;
};

}  // namespace affectus
