// What training minimises: the losses of a recipe's [loss] and [teacher].
#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <string>
#include <vector>

#include "affectus/estimator.h"
#include "recipe/recipe.h"
#include "training/batch.h"
#include "training/learner_facts.h"
#include "training/parameters.h"

namespace affectus {

/// The network's outputs for a batch, a row for each utterance.
struct NetworkOutputs {
  at::Tensor embedding;
  at::Tensor dimensions;  // 3
  at::Tensor categories;  // logits; undefined: no such outputs
  at::Tensor deviations;  // 3; undefined: no such outputs
};

/// Immutable.
class Objective {
 public:
  /// Adds to `parameters` those that only the losses need, none of which is part of the model: the map to the teacher's
  /// embedding, the maps of the corpora, and heads that tell gender, corpus and speaker. `parameters` must outlive it.
  Objective(const EstimatorShape& shape, const Recipe& recipe, const LearnerFacts& facts, Parameters& parameters,
            RandomStream& random);

  /// A differentiable number.
  at::Tensor loss(const NetworkOutputs& outputs, const Batch& batch) const;

 private:
  void add_label_losses(const NetworkOutputs& outputs, const Batch& batch, at::Tensor& sum) const;
  void add_teacher_losses(const NetworkOutputs& outputs, const Batch& batch, at::Tensor& sum) const;
  void add_voice_losses(const NetworkOutputs& outputs, const Batch& batch, at::Tensor& sum) const;
  at::Tensor as_corpora_rate(const at::Tensor& dimensions, const Batch& batch) const;

  // Tells from the embedding of which class a voice is.
  struct VoiceHead {
    std::string name;
    std::size_t classes;
    double weight;
    bool is_reversed;  // the head learns with weight 1, and what is below unlearns with `weight`
    std::vector<VoiceClasses> Batch::*labels;
  };

  LossOptions loss_;
  TeacherOptions teacher_;    // weights of 0, and 1 for the labels, where there is none
  at::Tensor class_weights_;  // undefined: all 1
  at::Tensor rated_;          // corpora x 3, 1 where training utterances are rated; undefined: no maps
  bool projects_to_teacher_ = false;
  std::vector<VoiceHead> voice_heads_;
  const Parameters& parameters_;
};

}  // namespace affectus
