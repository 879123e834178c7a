// TC-GRU: a convolution over time, gated recurrent layers, pooling over the utterance, an embedding and linear outputs
// (arXiv 2207.03334, section 3). Immutable after construction; all members may be called from several threads at once.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "affectus/export.h"
#include "affectus/frames.h"

namespace affectus {

class TensorSource;

/// The network's sizes, which come from the model's files.
struct AFFECTUS_EXPORT EstimatorShape {
  std::size_t input_dim = 40;
  /// Widths of the parts of a frame, one part for each front end; empty: a single part.
  std::vector<std::size_t> parts;
  /// early: one network sees all parts side by side. late: each part has its own convolution, recurrent layers, pooling and
  /// embedding, and the outputs see the embeddings side by side.
  enum class Fusion { early, late } fusion = Fusion::early;
  /// Above 0 (early fusion only): each part is projected to this many linear combinations of its values before the
  /// convolution.
  std::size_t projection_units = 0;
  /// More than 1: the input is that many layers of an encoder side by side, of which the network takes a softmax-weighted
  /// sum.
  std::size_t mixed_layers = 1;
  std::size_t convolution_kernel = 5;  // odd; frames before and after the utterance are zeros
  std::size_t convolution_channels = 128;
  std::size_t gru_layers = 2;
  std::size_t gru_units = 128;
  enum class Pooling { mean, last, statistics } pooling = Pooling::mean;  // statistics: mean and standard deviation, joined
  std::size_t embedding_units = 128;
  std::size_t dimensions = 3;  // linear outputs
  std::size_t deviations = 0;  // softplus outputs, one for each dimension or none: the raters' standard deviations
  std::size_t categories = 0;  // softmax outputs; 0: no category head
  /// Directions of the embedding in which its distance from what was learned is measured, at most embedding_dim(); 0: it is
  /// not measured.
  std::size_t familiarity = 0;

  /// Width of the pooled vector, the input of the embedding.
  std::size_t pooled_dim() const { return pooling == Pooling::statistics ? 2 * gru_units : gru_units; }
  /// Width of the embedding, of all parts.
  std::size_t embedding_dim() const { return branch_count() * embedding_units; }
  std::size_t branch_count() const { return fusion == Fusion::late && !parts.empty() ? parts.size() : 1; }
  /// The network of one part in late fusion, of everything in early fusion; without outputs.
  EstimatorShape branch(std::size_t index) const;
  /// Width of the convolution's input, after layers are mixed and parts projected.
  std::size_t convolution_dim() const;
  std::size_t parameter_count() const;
  /// Throws Error(invalid_argument) that names the field, its range and what was given.
  void validate() const;
};

/// The network's outputs for one utterance, in its own units (the model's config maps dimensions to a scale).
struct Estimate {
  std::vector<float> dimensions;
  std::vector<float> deviations;  // standard deviations, empty without such outputs
  std::vector<float> categories;  // probabilities, empty without a category head
  std::vector<float> embedding;   // after its nonlinearity
  /// Of the embedding from those of the training utterances, squared; 1 on average over these (docs/model-format.md). Absent
  /// without such an output.
  std::optional<float> distance;
};

class EstimatorStream;

class AFFECTUS_EXPORT Estimator {
 public:
  /// Copies the weights, packed for this CPU, from the tensors of a LibTorch module of the same shape (docs/model-format.md
  /// has their names). Throws Error(invalid_format) that names the tensor, the expected and the found shape, also for an
  /// unused tensor.
  Estimator(const EstimatorShape& shape, const TensorSource& weights);
  Estimator(Estimator&&) noexcept;
  ~Estimator();

  const EstimatorShape& shape() const;

  /// The memory of a run. It is reused from call to call and grows to the needs of the largest batch. One for each thread.
  class AFFECTUS_EXPORT Workspace {
   public:
    Workspace();
    Workspace(Workspace&&) noexcept;
    ~Workspace();

   private:
    friend class Estimator;
    struct Impl;
    std::unique_ptr<Impl> impl_;
  };

  /// Estimates every utterance of the batch (lengths may differ; each must have a frame). An utterance's estimate is the
  /// same to the last bit alone, in any batch, and in a stream.
  void run(std::span<const FrameView> batch, Workspace& workspace, std::span<Estimate> estimates) const;
  Estimate run(FrameView frames) const;

  /// The estimate of a signal that is still arriving. The estimator must outlive the stream.
  EstimatorStream open_stream() const;

 private:
  friend class EstimatorStream;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Takes frames and gives an estimate of all frames so far at any time. No allocation after construction. Not thread-safe.
class AFFECTUS_EXPORT EstimatorStream {
 public:
  EstimatorStream(EstimatorStream&&) noexcept;
  ~EstimatorStream();

  void push(FrameView frames);
  /// The estimate as if the utterance ended here; more frames may follow. At least one frame must have been pushed.
  void estimate(Estimate& estimate) const;
  /// Starts a new utterance.
  void reset();

 private:
  friend class Estimator;
  struct Impl;
  explicit EstimatorStream(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace affectus
