// The inputs of a network in training for some utterances.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <vector>

#include "affectus/frames.h"
#include "processes/share.h"

namespace affectus {

/// A teacher's outputs for an utterance: dimensions in the student's units, probabilities of the student's categories.
struct TeacherOutput {
  std::array<float, 3> dimensions;
  std::vector<float> categories;
  std::vector<float> embedding;
  static constexpr float none = std::numeric_limits<float>::quiet_NaN();
  std::array<float, 3> deviations = {none, none, none};  // in the student's units; NaN: the teacher gives none
};

/// The class (corpus, speaker, gender) of an utterance's voice twice, or those of the two voices of a mixture; -1: not
/// known.
using VoiceClasses = std::array<int, 2>;

/// A batch: normalised frames of each utterance, and its labels. If the recipe has two views of each utterance, the second
/// half has those of the utterances of the first half, in the same order. Of several processes, each has the labels of the
/// whole batch and the frames of its share.
struct Batch {
  std::vector<Frames> frames;
  Share share;                                   // whose rows the frames are
  std::vector<std::array<float, 3>> targets;     // NaN: not rated
  std::vector<int> categories;                   // -1: none
  std::vector<std::array<float, 3>> deviations;  // of the raters; NaN: not known; empty: not used
  std::vector<std::vector<float>> votes;         // shares of the raters' votes a category; empty: not known
  std::vector<VoiceClasses> corpora;             // here and below, empty: not used
  std::vector<VoiceClasses> speakers;
  std::vector<VoiceClasses> genders;
  std::vector<TeacherOutput> teacher;  // empty: no teacher

  /// The number of utterances, with those of the other processes.
  std::size_t rows() const { return targets.size(); }
};

}  // namespace affectus
