// The layers of an encoder that learn, with what is made of their states: the frames that the network sees.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "threads/thread_pool.h"
#include "torch_encoders/padded_batch.h"
#include "torch_encoders/torch_encoder.h"
#include "training/encoder_split.h"
#include "training/learning_front_end.h"
#include "training/parameters.h"
#include "training/torch_trunk.h"

namespace affectus {

/// The names of the weights that low-rank adaptation of the recipe changes: of products of the layers that learn. Throws
/// Error(invalid_argument) for a target that fits none.
std::vector<std::string> adapted_weights(const TorchEncoder& encoder, const EncoderSplit& split, const Recipe& recipe);

/// A batch passes in parts of several utterances of similar length, padded and masked. On a CPU a part has at most 10 s (or
/// one utterance) and is run by one thread, and gradients are added in the order of the parts: the same calls give the same
/// numbers to the last bit with any number of threads, and however much of the batch is held at once. On other devices (or
/// with `joins`) a part is as large as `seconds_at_once` allows.
class TunedEncoder : public LearningFrontEnd {
 public:
  /// The encoder's tensors become parameters and change as they learn. `parameters` must outlive this object. Throws as
  /// adapted_weights().
  TunedEncoder(TorchEncoder encoder, const EncoderSplit& split, const Recipe& recipe, const EstimatorShape& shape,
               Parameters& parameters, std::size_t threads, bool joins);

  std::size_t dim() const override { return split_.layers.size() * encoder_.config().hidden_size; }
  void set_normalization(const Normalization& normalization) override { normalization_ = normalization; }

  std::vector<Frames> frames(std::span<const Frames> below) override;
  std::vector<Frames> learn(std::span<const Frames> below, std::uint64_t step, const Share& share) override;
  void backward(std::span<const Frames> gradients) override;

  bool runs_trunk() const override { return joins_; }
  void pooled(std::span<const Frames> below, const TrunkTensors& weights, float* pooled) override;
  void learn_pooled(std::span<const Frames> below, std::uint64_t step, const Share& share, const TrunkTensors& weights,
                    float* pooled) override;
  void backward_pooled(const float* pooled_gradient, const TrunkTensors& gradients) override;

 private:
  // Indices into the batch.
  using Part = std::vector<std::size_t>;
  struct Learned {
    at::Tensor tensor;
    std::ptrdiff_t layer;  // -1: below the layers
  };

  void add_matrices(const std::string& weight, const std::shared_ptr<ProductWeight>& product, Parameters& parameters,
                    RandomStream& random);
  void add(const std::string& name, const at::Tensor& tensor, Parameters& parameters);
  Parameters::Rate rate_of(std::ptrdiff_t layer) const;

  double seconds(const Frames& below) const;
  std::vector<Part> parts_of(std::span<const Frames> below) const;
  // The end of the parts from `start` on that may be held at once.
  std::size_t wave_end(std::size_t start) const;

  // Of each utterance of the part its frames, T x dim. Without a step nothing is left to chance.
  std::vector<at::Tensor> run(const Part& part, std::span<const Frames> below, std::optional<std::uint64_t> step) const;
  // Of the first layer that learns.
  PaddedBatch input(const Part& part, std::span<const Frames> below) const;
  at::Tensor masked(const at::Tensor& input, const Part& part, std::span<const Frames> below, std::uint64_t step) const;
  at::Tensor run_layer(std::size_t layer, const at::Tensor& x, const graph::LayerContext<TorchEngine>& context) const;
  std::int64_t frame_count(const Frames& below) const;
  // Of what run() gives of a part.
  using Outputs = std::vector<at::Tensor>;
  // Each part's outputs, after `finish`, go to `take`, and are kept for backward_through() if `keeps`.
  void run_all(std::span<const Frames> below, std::optional<std::uint64_t> step, bool keeps,
               const std::function<Outputs(const Outputs&)>& finish,
               const std::function<void(const Part&, const Outputs&)>& take);
  // Whether the batch may be held at once.
  bool begin(std::span<const Frames> below, std::uint64_t step, const Share& share);
  // Adds the gradients of what learned, and gives those of `others`, summed over the parts.
  Outputs backward_through(std::span<const at::Tensor> others, const std::function<Outputs(const Outputs&)>& finish,
                           const std::function<Outputs(const Part&)>& slopes);
  std::vector<Frames> run_frames(std::span<const Frames> below, std::optional<std::uint64_t> step, bool keeps);
  void run_pooled(std::span<const Frames> below, std::optional<std::uint64_t> step, bool keeps, const TrunkTensors& weights,
                  float* pooled);

  TorchEncoder encoder_;
  EncoderSplit split_;
  EncoderOptions options_;
  OptimizerOptions optimizer_;
  std::uint64_t seed_;
  bool joins_;
  std::size_t pooled_dim_;
  TorchTrunk trunk_;
  Normalization normalization_;
  std::vector<Learned> learned_;
  std::vector<std::vector<at::Tensor>> weights_of_layers_;  // of those that learn, for checkpointing
  mutable ThreadPool pool_;

  // Of the last learn().
  std::vector<Part> parts_;
  std::span<const Frames> below_;
  std::uint64_t step_ = 0;
  Share share_;
  std::vector<std::vector<at::Tensor>> kept_;  // outputs of each part, with their graphs; empty: they are computed again
};

}  // namespace affectus
