// The network in training: LibTorch behind a header without it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "affectus/estimator.h"
#include "affectus/frames.h"
#include "affectus/model_config.h"
#include "recipe/recipe.h"
#include "training/batch.h"
#include "training/learner_facts.h"
#include "training/state_tensors.h"

namespace affectus {

class EncoderTuning;
class ProcessGroup;

struct StepResult {
  double loss = 0;
  double gradient_norm = 0;  // before clipping
};

/// The network's outputs for an utterance: the dimensions in its own units, and the probabilities of the categories.
struct Prediction {
  std::array<float, 3> dimensions;
  std::vector<float> categories;
};

/// Not thread-safe. The same calls give the same weights to the last bit on one type of CPU, with any number of threads.
class Learner {
 public:
  /// Weights are drawn from the recipe's seed, each uniformly from +-1/sqrt(fan-in) as in LibTorch's own modules.
  /// With `tuning`, batches have the frames of its data_recipe(), and the encoder learns as well. `processes` (null: this
  /// one alone) learn together: each calls train() with the frames of its share of the same batch.
  Learner(const EstimatorShape& shape, const Recipe& recipe, std::size_t threads, const LearnerFacts& facts = {},
          const EncoderTuning* tuning = nullptr, ProcessGroup* processes = nullptr);
  ~Learner();

  /// Of the encoder that learns: its frames for those of a batch, and how they are to be normalised from here on.
  std::vector<Frames> encoder_frames(std::span<const Frames> below);
  void set_normalization(const Normalization& normalization);

  /// One step of Adam. `step` (from 0) names the random numbers of dropout. Throws Error(invalid_argument) if the loss or
  /// the gradient is not finite; the weights are then those before the step. Losses and gradients are those of the whole
  /// batch, whatever the number of processes.
  StepResult train(const Batch& batch, double learning_rate, std::uint64_t step);

  /// Uses the averaged weights if the recipe has an exponential average, else the current ones, rounded as in the model
  /// folder (weight_bits).
  std::vector<Prediction> predict(const Batch& batch);

  /// The weights that predict() uses, before rounding, by the names of the model format.
  StateTensors weights() const;
  /// The same of the encoder: what EncoderTuning::save() takes. Empty: it does not learn.
  StateTensors encoder_weights() const;

  /// The whole state of train() and predict(): current weights, Adam's moments and step count, the average.
  StateTensors state() const;
  /// `name` stands for the state in the Error(invalid_format) for one of another network.
  void set_state(const StateTensors& state, const std::string& name);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace affectus
