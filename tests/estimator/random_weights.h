// A network of any shape with weights that mean nothing.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "estimator/parts.h"
#include "golden_tensors.h"
#include "kernels/random_values.h"

namespace affectus::testing {

/// Every tensor that the shape asks for (docs/model-format.md), each from a seed of its own.
inline GoldenTensors random_weights(const EstimatorShape& shape) {
  GoldenTensors weights;
  unsigned seed = 1;
  const auto add = [&](const std::string& name, std::vector<std::size_t> sizes) {
    std::size_t count = 1;
    for (const std::size_t size : sizes) count *= size;
    weights.tensors[name] = {std::move(sizes), random_values(count, seed++, 0.2f)};
  };
  const auto add_linear = [&](const std::string& name, std::size_t inputs, std::size_t outputs) {
    if (outputs == 0) return;
    add(name + ".weight", {outputs, inputs});
    add(name + ".bias", {outputs});
  };
  for (std::size_t index = 0; index < shape.branch_count(); ++index) {
    const EstimatorShape branch = shape.branch(index);
    const std::string prefix = branch_prefix(shape, index);
    add(prefix + "convolution.weight", {branch.convolution_channels, branch.convolution_dim(), branch.convolution_kernel});
    add(prefix + "convolution.bias", {branch.convolution_channels});
    for (std::size_t layer = 0; layer < branch.gru_layers; ++layer) {
      const std::string suffix = "_l" + std::to_string(layer);
      add(prefix + "gru.weight_ih" + suffix,
          {3 * branch.gru_units, layer == 0 ? branch.convolution_channels : branch.gru_units});
      add(prefix + "gru.weight_hh" + suffix, {3 * branch.gru_units, branch.gru_units});
      add(prefix + "gru.bias_ih" + suffix, {3 * branch.gru_units});
      add(prefix + "gru.bias_hh" + suffix, {3 * branch.gru_units});
    }
    add_linear(prefix + "embedding", branch.pooled_dim(), branch.embedding_units);
  }
  if (shape.mixed_layers > 1) add("mix.weight", {shape.mixed_layers});
  if (shape.projection_units > 0)
    for (std::size_t part = 0; part < part_widths(shape).size(); ++part)
      add("projection." + std::to_string(part) + ".weight", {shape.projection_units, part_widths(shape)[part]});
  add_linear("dimensions", shape.embedding_dim(), shape.dimensions);
  add_linear("deviations", shape.embedding_dim(), shape.deviations);
  add_linear("categories", shape.embedding_dim(), shape.categories);
  add_linear("familiarity", shape.embedding_dim(), shape.familiarity);
  return weights;
}

/// Networks that fuse two parts of 40 and 3 values, early, projected and late, with every kind of output.
inline std::vector<EstimatorShape> fused_shapes() {
  const EstimatorShape early{
      .input_dim = 43, .parts = {40, 3}, .dimensions = 3, .deviations = 3, .categories = 2, .familiarity = 5};
  EstimatorShape projected = early, late = early;
  projected.projection_units = 6;
  late.fusion = EstimatorShape::Fusion::late;
  return {early, projected, late};
}

}  // namespace affectus::testing
