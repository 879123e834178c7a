// What an embedding's distance from those of the training utterances is measured by (estimator/embedding_distance.h).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "training/state_tensors.h"

namespace affectus {

/// Sums over embeddings, from which their mean and covariance follow: one pass, and memory for dim x dim numbers.
class EmbeddingMoments {
 public:
  explicit EmbeddingMoments(std::size_t dim) : sums_(dim), products_(dim * dim) {}

  std::size_t dim() const { return sums_.size(); }
  void add(std::span<const float> embedding);
  std::vector<double> mean() const;
  /// Of the population, dim x dim.
  std::vector<double> covariance() const;

 private:
  std::size_t count_ = 0;
  std::vector<double> sums_;
  std::vector<double> products_;  // of values i and j at i * dim + j, for j up to i
};

/// familiarity.weight, rank x dim, and familiarity.bias, rank: the principal directions of least variance, each divided by
/// its standard deviation, and the mean taken off. The covariance is first shrunk to (1 - a) S + a (tr S / dim) I with a =
/// .001, as Ledoit and Wolf 2004 do, so that directions in which hardly anything varies do not decide alone. (Their own a is
/// best for the covariance, and dulls the small directions, which tell most of unfamiliar inputs: Kamoi and Kobayashi 2020,
/// arXiv 2003.00402.) All is scaled so that the distances of the embeddings that were added are 1 on average. Needs more of
/// them than dim.
StateTensors whitening(const EmbeddingMoments& moments, std::size_t rank);

}  // namespace affectus
