// The part of a front end that learns with the network, in a training step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "affectus/frames.h"
#include "affectus/model_config.h"
#include "processes/share.h"
#include "training/state_tensors.h"
#include "training/trunk.h"

namespace affectus {

/// From the frames that a batch has to those that the network sees. Its parameters are among the learner's (Use::front_end).
/// Not thread-safe. No utterance's frames depend on the others.
class LearningFrontEnd {
 public:
  virtual ~LearningFrontEnd() = default;

  virtual std::size_t dim() const = 0;
  /// Normalises the frames from here on as the model will. At first they are normalised within the utterance alone.
  virtual void set_normalization(const Normalization& normalization) = 0;

  /// As the model computes them.
  virtual std::vector<Frames> frames(std::span<const Frames> below) = 0;
  /// In training: with what chance leaves out, which `step` and the rows of the batch name; these are `share`'s.
  virtual std::vector<Frames> learn(std::span<const Frames> below, std::uint64_t step, const Share& share) = 0;
  /// Adds the gradients of the parameters, given those of the frames of the last learn(), whose `below` must still be there.
  virtual void backward(std::span<const Frames> gradients) = 0;

  /// Whether it can run the network's trunk as well, where its frames are (on a GPU): the functions that follow do as those
  /// above, from the frames on to the trunk's `pooled` values, utterances x EstimatorShape::pooled_dim().
  virtual bool runs_trunk() const = 0;
  virtual void pooled(std::span<const Frames> below, const TrunkTensors& weights, float* pooled) = 0;
  virtual void learn_pooled(std::span<const Frames> below, std::uint64_t step, const Share& share,
                            const TrunkTensors& weights, float* pooled) = 0;
  /// Adds the trunk's gradients, too.
  virtual void backward_pooled(const float* pooled_gradient, const TrunkTensors& gradients) = 0;
};

}  // namespace affectus
