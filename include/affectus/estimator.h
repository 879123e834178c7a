// TC-GRU: a convolution over time, gated recurrent layers, pooling over the utterance, an embedding and linear outputs
// (arXiv 2207.03334, section 3). Immutable after construction; all members may be called from several threads at once.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "affectus/export.h"
#include "affectus/frames.h"

namespace affectus {

class TensorSource;

/// The network's sizes. All come from the model's files.
struct AFFECTUS_EXPORT EstimatorShape {
  std::size_t input_dim = 40;
  /// How the values of a frame divide into parts, those of several front ends; empty: they are one.
  std::vector<std::size_t> parts;
  /// early: one network sees all parts side by side. late: each part has a convolution, recurrent layers, pooling and an
  /// embedding of its own, and the outputs see the embeddings side by side.
  enum class Fusion { early, late } fusion = Fusion::early;
  /// Above 0 (early fusion only): each part comes to the convolution as so many linear combinations of its values.
  std::size_t projection_units = 0;
  /// More than 1: the input is that many layers of an encoder side by side, of which the network takes a softmax-weighted
  /// sum.
  std::size_t mixed_layers = 1;
  std::size_t convolution_kernel = 5;  // odd; frames before and after the utterance count as zeros
  std::size_t convolution_channels = 128;
  std::size_t gru_layers = 2;
  std::size_t gru_units = 128;
  enum class Pooling { mean, last, statistics } pooling = Pooling::mean;  // statistics: mean and standard deviation, joined
  std::size_t embedding_units = 128;
  std::size_t dimensions = 3;  // linear outputs
  std::size_t deviations = 0;  // softplus outputs, as many as dimensions or none: how far raters disagree
  std::size_t categories = 0;  // softmax outputs; 0: no category head

  /// Width of what the pooling gives to the embedding.
  std::size_t pooled_dim() const { return pooling == Pooling::statistics ? 2 * gru_units : gru_units; }
  /// Width of the embedding, of all parts.
  std::size_t embedding_dim() const { return branch_count() * embedding_units; }
  std::size_t branch_count() const { return fusion == Fusion::late && !parts.empty() ? parts.size() : 1; }
  /// The network of one part in late fusion, of everything in early fusion; without outputs.
  EstimatorShape branch(std::size_t index) const;
  /// Width of what the convolution sees, once layers are mixed and parts projected.
  std::size_t convolution_dim() const;
  std::size_t parameter_count() const;
  /// Throws Error(invalid_argument) that names the field, its range and what was given.
  void validate() const;
};

/// What the network says of one utterance, in its own units (the model's config maps dimensions to a scale).
struct Estimate {
  std::vector<float> dimensions;
  std::vector<float> deviations;  // standard deviations, empty without such outputs
  std::vector<float> categories;  // probabilities, empty without a category head
  std::vector<float> embedding;   // after its nonlinearity
};

class EstimatorStream;

class AFFECTUS_EXPORT Estimator {
 public:
  /// Copies (and packs for the CPU at hand) the weights that it finds under the names that a LibTorch module of the same
  /// shape gives them (docs/model-format.md). Throws Error(invalid_format) that names the tensor, the expected and the found
  /// shape, also for a tensor that nothing uses.
  Estimator(const EstimatorShape& shape, const TensorSource& weights);
  Estimator(Estimator&&) noexcept;
  ~Estimator();

  const EstimatorShape& shape() const;

  /// Memory that a run needs; reused from call to call, it stops growing with the largest batch seen. One per thread.
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

/// Frames in, an estimate of all so far at any time. No allocation after construction. Not thread-safe.
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
