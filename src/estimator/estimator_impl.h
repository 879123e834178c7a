// The parts of an estimator, for its batches and its streams.
#pragma once

#include "affectus/estimator.h"
#include "estimator/network.h"
#include "estimator/output_heads.h"

namespace affectus {

struct Estimator::Impl {
  EstimatorShape shape;
  std::vector<Network> branches;
  OutputHeads heads;

  /// The part of the whole embedding that belongs to a branch.
  std::span<float> embedding_of(std::size_t branch, Estimate& estimate) const {
    return std::span(estimate.embedding).subspan(branch * shape.embedding_units, shape.embedding_units);
  }
};

}  // namespace affectus
