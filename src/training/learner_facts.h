// What a learner must know of its training utterances besides the recipe.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "recipe/recipe.h"

namespace affectus {

struct TrainingSet;

struct LearnerFacts {
  std::vector<float> class_weights = {};        // one a category; empty: all 1
  std::size_t teacher_embedding = 0;            // width of the teacher's embedding; 0: no teacher
  std::vector<std::array<bool, 3>> rated = {};  // of each corpus: the dimensions in which its training utterances are rated
  std::size_t speakers = 0;
  std::size_t genders = 0;
};

/// `teacher_embedding` is 0 without a teacher.
LearnerFacts facts_of(const TrainingSet& set, const Recipe& recipe, std::size_t teacher_embedding);

}  // namespace affectus
