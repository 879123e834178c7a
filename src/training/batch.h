// The inputs of a network in training for some utterances.
#pragma once

#include <array>
#include <vector>

#include "affectus/frames.h"

namespace affectus {

/// A teacher's outputs for an utterance: dimensions in the student's units, probabilities of the student's categories.
struct TeacherOutput {
  std::array<float, 3> dimensions;
  std::vector<float> categories;
  std::vector<float> embedding;
};

/// A batch: normalised frames of each utterance, and its labels.
struct Batch {
  std::vector<Frames> frames;
  std::vector<std::array<float, 3>> targets;     // NaN: not rated
  std::vector<int> categories;                   // -1: none
  std::vector<std::array<float, 3>> deviations;  // of the raters; NaN: not known; empty: not used
  std::vector<std::vector<float>> votes;         // shares of the raters' votes a category; empty: not known
  std::vector<TeacherOutput> teacher;            // empty: no teacher
};

}  // namespace affectus
