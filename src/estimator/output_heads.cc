#include "estimator/output_heads.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace affectus {
namespace {

void apply(const Linear& linear, std::span<const float> embedding, std::vector<float>& output) {
  output.resize(linear.outputs());
  if (!output.empty()) linear.apply(embedding, output.data());
}

// ln(1 + e^x) without overflow.
float softplus(float value) { return std::max(value, 0.0f) + std::log1p(std::exp(-std::abs(value))); }

// Subtracting the largest value first keeps the powers finite.
void softmax(std::vector<float>& values) {
  const float largest = *std::max_element(values.begin(), values.end());
  for (float& value : values) value = std::exp(value - largest);
  const float sum = std::accumulate(values.begin(), values.end(), 0.0f);
  for (float& value : values) value /= sum;
}

}  // namespace

OutputHeads::OutputHeads(const EstimatorShape& shape, WeightReader& reader)
    : dimensions_(reader.linear("dimensions", shape.embedding_dim(), shape.dimensions)),
      deviations_(reader.linear("deviations", shape.embedding_dim(), shape.deviations)),
      categories_(reader.linear("categories", shape.embedding_dim(), shape.categories)) {
  if (shape.familiarity > 0) distance_.emplace(shape, reader);
}

void OutputHeads::apply(Estimate& estimate) const {
  affectus::apply(dimensions_, estimate.embedding, estimate.dimensions);
  affectus::apply(deviations_, estimate.embedding, estimate.deviations);
  for (float& value : estimate.deviations) value = softplus(value);
  affectus::apply(categories_, estimate.embedding, estimate.categories);
  if (!estimate.categories.empty()) softmax(estimate.categories);
  estimate.distance = distance_ ? std::optional(distance_->of(estimate.embedding)) : std::nullopt;
}

}  // namespace affectus
