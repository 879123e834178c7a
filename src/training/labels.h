// What a batch says of an utterance besides its frames.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/random.h"
#include "training/batch.h"
#include "training/training_set.h"

namespace affectus {

/// The labels of an utterance, or of a mixture of two.
struct Labels {
  std::array<float, 3> targets;
  std::array<float, 3> deviations;
  int category;
  std::vector<float> votes;  // shares
  VoiceClasses corpus, speaker, gender;
  std::optional<TeacherOutput> teacher;
};

/// Without a teacher's outputs.
Labels labels_of(const LabelledUtterance& utterance);

/// Those of a mixture: the means of both. What is not known of one is not known of the mixture. `count` and `smoothing` as
/// category_shares() takes them.
Labels mean_of(const Labels& first, const Labels& second, std::size_t count, double smoothing);

/// Leaves out each of an utterance's single votes with probability `share`; `votes` are their numbers by category. A number
/// that is not whole, or above 1000, is that of the next whole number of votes, or of 1000, of equal weight. If all are left
/// out, one that is drawn at random stays.
std::vector<float> drop_votes(const std::vector<float>& votes, double share, RandomStream& random);

/// Votes by category as shares, which sum to 1; empty without votes.
std::vector<float> vote_shares(std::vector<float> votes);

/// The share of each of `count` categories in an utterance's votes, else in its smoothed category; empty without either.
std::vector<float> category_shares(int category, const std::vector<float>& votes, std::size_t count, double smoothing);

void add(Batch& batch, Labels labels, Frames frames);
/// Of an utterance whose frames another process has.
void add(Batch& batch, Labels labels);

}  // namespace affectus
