// The part of TC-GRU that runs over time, in training: convolution, rectifier, gated recurrent layers, pooling; forward and
// backward, without LibTorch.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "affectus/estimator.h"
#include "affectus/frames.h"
#include "estimator/gru.h"
#include "threads/thread_pool.h"
#include "training/gru_gradient.h"

namespace affectus {

/// The trunk's parameters, or their gradients: row-major, with the shapes of LibTorch's Conv1d and GRU.
struct TrunkTensors {
  float* convolution_weight;  // channels x input_dim x kernel
  float* convolution_bias;    // channels
  struct Layer {
    float* weight_ih;  // 3 units x inputs
    float* weight_hh;  // 3 units x units
    float* bias_ih;    // 3 units
    float* bias_hh;    // 3 units
  };
  std::vector<Layer> layers;
};

/// Under the root of the standard deviation, which has no slope at zero.
constexpr float pooling_variance_floor = 1e-5f;

/// A batch is split in the same parts for any number of threads, and gradients are summed in the order of the parts: the
/// same calls give the same numbers to the last bit on one type of CPU. Memory grows to the needs of the largest batch. Not
/// thread-safe.
class Trunk {
 public:
  /// With `gives_input_gradients`, backward() finds those of the frames, too.
  Trunk(const EstimatorShape& shape, std::size_t threads, bool gives_input_gradients = false);
  ~Trunk();

  /// To be called whenever the weights change.
  void set_weights(const TrunkTensors& weights);

  /// `pooled` (utterances x shape.pooled_dim()) takes the result. Utterances may have different lengths, at least a frame
  /// each; no utterance's result depends on the others.
  void forward(std::span<const Frames> batch, float* pooled);

  /// Adds the gradients of the weights for the batch of the last forward(); `pooled_gradient` is the gradient of `pooled`.
  void backward(const float* pooled_gradient, const TrunkTensors& gradients);
  /// After backward(): the gradients of the batch's frames, if they were wanted.
  const std::vector<Frames>& input_gradients() const { return input_gradients_; }

 private:
  struct Part;
  void forward(Part& part, std::span<const Frames> batch, float* pooled) const;
  void convolve(Part& part, std::span<const Frames> batch) const;
  void pool(const Part& part, float* pooled) const;
  void backward(Part& part, const float* pooled_gradient);
  void unpool(Part& part, const float* pooled_gradient) const;
  void convolution_gradient(Part& part);
  void input_gradient(Part& part, std::size_t member);

  EstimatorShape shape_;
  std::vector<GruLayer> layers_;
  std::vector<GruGradient> layer_gradients_;
  PackedMatrix convolution_weights_;  // (kernel x input_dim) x channels
  PackedMatrix convolution_back_;     // channels x (kernel x input_dim); empty: input gradients are not wanted
  std::vector<float> convolution_bias_;
  bool gives_input_gradients_;
  std::vector<Frames> input_gradients_;  // of each utterance of the batch
  ThreadPool pool_;
  std::vector<Part> parts_;
};

}  // namespace affectus
