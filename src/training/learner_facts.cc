#include "training/learner_facts.h"

#include <cmath>

#include "training/training_set.h"

namespace affectus {
namespace {

// In inverse proportion to how often they are seen in training, 1 on average over the utterances.
std::vector<float> inverse_frequencies(const TrainingSet& set) {
  std::vector<float> weights(set.categories.size());
  double all = 0;
  for (const LabelledUtterance& utterance : set.train)
    if (utterance.category >= 0) ++weights[static_cast<std::size_t>(utterance.category)], ++all;
  for (float& weight : weights) weight = static_cast<float>(all / (static_cast<double>(weights.size()) * weight));
  return weights;
}

}  // namespace

LearnerFacts facts_of(const TrainingSet& set, const Recipe& recipe, std::size_t teacher_embedding) {
  LearnerFacts facts{.teacher_embedding = teacher_embedding,
                     .rated = std::vector<std::array<bool, 3>>(set.corpora.size()),
                     .speakers = set.speakers,
                     .genders = set.genders.size()};
  if (recipe.loss.class_weights) facts.class_weights = inverse_frequencies(set);
  for (const LabelledUtterance& utterance : set.train)
    for (std::size_t i = 0; i < 3; ++i)
      if (std::isfinite(utterance.targets[i])) facts.rated[utterance.corpus][i] = true;
  return facts;
}

}  // namespace affectus
