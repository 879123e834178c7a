// The layers of the TC-GRU up to its embedding, with their weights and working memory. Batches and streams use the same
// steps.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "affectus/estimator.h"
#include "estimator/gru.h"
#include "estimator/pooling.h"
#include "estimator/weight_reader.h"
#include "kernels/aligned_vector.h"

namespace affectus {

/// The state that is carried from block to block: that of every layer, and of the pooling.
class Recurrence {
 public:
  /// Begins `sequences` new sequences. Allocates only if there are more than ever before.
  void start(const EstimatorShape& shape, std::size_t sequences);

  /// sequences x units
  float* state(std::size_t layer) { return states_.data() + layer * layer_stride_; }
  const float* state(std::size_t layer) const { return states_.data() + layer * layer_stride_; }
  Pooling& pooling() { return pooling_; }
  const Pooling& pooling() const { return pooling_; }

 private:
  std::size_t layer_stride_ = 0;
  AlignedVector<float> states_;
  Pooling pooling_;
};

/// Buffers for a block: some steps of some sequences, none of which ends within them, time-major (row = step * sequences +
/// sequence).
struct Block {
  /// Makes room for `rows` rows. Allocates only if there are more than ever before.
  void prepare(const EstimatorShape& shape, std::size_t rows);

  AlignedVector<float> convolved;   // rows x channels
  AlignedVector<float> gates;       // rows x GruLayer::gates_stride
  AlignedVector<float> outputs[2];  // rows x units, of one layer and the next
  std::vector<std::size_t> active;  // the number of sequences at each step
};

/// Throws Error(invalid_argument) unless the frames have the shape's input dim.
void check_dim(const EstimatorShape& shape, FrameView frames);

/// Immutable after construction; usable by several threads, each with its own memory.
class Network {
 public:
  /// Takes the tensors whose names begin with `prefix`. Throws the errors of WeightReader.
  Network(const EstimatorShape& shape, WeightReader& reader, const std::string& prefix);

  const EstimatorShape& shape() const { return shape_; }

  /// The convolution and its ReLU: `steps` rows of channels, `stride` floats apart, from steps + kernel - 1 frames.
  void convolve(const float* frames, std::size_t steps, float* convolved, std::size_t stride) const;

  /// Runs the first steps x sequences rows of block.convolved through the recurrent layers and the pooling.
  void advance(std::size_t steps, std::size_t sequences, Block& block, Recurrence& recurrence) const;

  /// The embedding (shape().embedding_units) of one sequence that has ended. `pooled` is memory for shape().pooled_dim()
  /// floats.
  void conclude(const Recurrence& recurrence, std::size_t sequence, std::span<float> pooled,
                std::span<float> embedding) const;

 private:
  EstimatorShape shape_;
  Linear convolution_;
  std::vector<GruLayer> layers_;
  Linear embedding_;
};

}  // namespace affectus
