// How far an embedding lies from those that the network learned from: the squared Mahalanobis distance, as Lee et al. 2018
// (arXiv 1807.03888) use it to tell unfamiliar inputs, of one normal distribution of all training utterances.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "affectus/estimator.h"
#include "estimator/weight_reader.h"

namespace affectus {

/// |W e + b|^2 / k, where W e + b whitens the embedding e in k of its directions. Immutable.
class EmbeddingDistance {
 public:
  /// Takes familiarity.weight (W, k x embedding_dim) and familiarity.bias (b, k), where k is shape.familiarity.
  EmbeddingDistance(const EstimatorShape& shape, WeightReader& reader);

  /// The sums are in double precision: W has large values, whose products nearly cancel. No allocation.
  float of(std::span<const float> embedding) const;

 private:
  std::vector<float> weight_;
  std::vector<float> bias_;
};

}  // namespace affectus
