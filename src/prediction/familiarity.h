// How similar a row is to what the model has learned from, and when it is too little so.
#pragma once

#include <span>

#include "affectus/prediction.h"

namespace affectus {

/// Below it a row with speech has the warning out_of_depth: as one in twenty utterances has of those that calibrated the
/// model.
inline constexpr double least_familiarity = 0.05;

/// The share of the unseen utterances that lie farther than `distance`, 0 to 1. `distances` are ascending quantiles of
/// theirs at equal steps (ModelConfig::familiarity_distances), at least two; shares between them are linear.
double familiarity_of(double distance, std::span<const double> distances);

/// Gives the row the warning out_of_depth, or takes it away, by its familiarity and speech.
void judge_depth(EmotionSegment& row);

}  // namespace affectus
