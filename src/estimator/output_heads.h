// Computes the network's outputs from the embedding of an utterance.
#pragma once

#include <optional>

#include "affectus/estimator.h"
#include "estimator/embedding_distance.h"
#include "estimator/weight_reader.h"

namespace affectus {

class OutputHeads {
 public:
  OutputHeads(const EstimatorShape& shape, WeightReader& reader);

  /// Fills the rest of `estimate` from its embedding. Allocates nothing if there is room.
  void apply(Estimate& estimate) const;

 private:
  Linear dimensions_;
  Linear deviations_;
  Linear categories_;
  std::optional<EmbeddingDistance> distance_;
};

}  // namespace affectus
