#include "estimator/embedding_distance.h"

namespace affectus {

EmbeddingDistance::EmbeddingDistance(const EstimatorShape& shape, WeightReader& reader) {
  const std::size_t outputs = shape.familiarity, inputs = shape.embedding_dim();
  const float* const weight = reader.take("familiarity.weight", {outputs, inputs});
  const float* const bias = reader.take("familiarity.bias", {outputs});
  weight_.assign(weight, weight + outputs * inputs);
  bias_.assign(bias, bias + outputs);
}

float EmbeddingDistance::of(std::span<const float> embedding) const {
  double squares = 0;
  const float* row = weight_.data();
  for (const float bias : bias_) {
    double value = bias;
    for (const float one : embedding) value += static_cast<double>(one) * *row++;
    squares += value * value;
  }
  return static_cast<float>(squares / static_cast<double>(bias_.size()));
}

}  // namespace affectus
