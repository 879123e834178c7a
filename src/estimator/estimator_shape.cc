#include <numeric>
#include <string>

#include "affectus/error.h"
#include "affectus/estimator.h"

namespace affectus {

namespace {

void check(const char* field, std::size_t value, std::size_t low, std::size_t high) {
  if (value >= low && value <= high) return;
  throw Error(ErrorCode::invalid_argument, std::string("estimator ") + field + ": expected " + std::to_string(low) + " to " +
                                               std::to_string(high) + ", found " + std::to_string(value));
}

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorCode::invalid_argument, "estimator " + message); }

void check_parts(const EstimatorShape& shape) {
  if (shape.parts.empty()) return;
  for (const std::size_t part : shape.parts) check("parts", part, 1, shape.input_dim);
  const std::size_t sum = std::accumulate(shape.parts.begin(), shape.parts.end(), std::size_t{0});
  if (sum != shape.input_dim)
    fail("parts: expected a sum of input_dim (" + std::to_string(shape.input_dim) + "), found " + std::to_string(sum));
}

}  // namespace

void EstimatorShape::validate() const {
  check("input_dim", input_dim, 1, 65536);
  check_parts(*this);
  check("projection_units", projection_units, 0, 4096);
  if (projection_units > 0 && branch_count() > 1) fail("projection_units: expected 0 with late fusion");
  check("mixed_layers", mixed_layers, 1, 1024);
  if (input_dim % mixed_layers != 0)
    fail("input_dim: expected a multiple of mixed_layers (" + std::to_string(mixed_layers) + "), found " +
         std::to_string(input_dim));
  if (mixed_layers > 1 && (parts.size() > 1 || projection_units > 0))
    fail("mixed_layers: expected 1 for several parts or a projection, found " + std::to_string(mixed_layers));
  check("convolution_kernel", convolution_kernel, 1, 255);
  if (convolution_kernel % 2 == 0)
    fail("convolution_kernel: expected an odd number, found " + std::to_string(convolution_kernel));
  check("convolution_channels", convolution_channels, 1, 4096);
  check("gru_layers", gru_layers, 1, 16);
  check("gru_units", gru_units, 1, 4096);
  check("embedding_units", embedding_units, 1, 4096);
  check("dimensions", dimensions, 0, 4096);
  if (deviations > 0) check("deviations", deviations, dimensions, dimensions);
  check("categories", categories, 0, 4096);
  check("familiarity", familiarity, 0, embedding_dim());
  check("dimensions + categories", dimensions + categories, 1, 8192);
}

EstimatorShape EstimatorShape::branch(std::size_t index) const {
  EstimatorShape shape = *this;
  shape.dimensions = shape.deviations = shape.categories = shape.familiarity = 0;
  if (branch_count() == 1) return shape;
  shape.input_dim = parts.at(index);
  shape.parts.clear();
  shape.fusion = Fusion::early;
  return shape;
}

std::size_t EstimatorShape::convolution_dim() const {
  if (projection_units > 0) return projection_units * std::max<std::size_t>(parts.size(), 1);
  return input_dim / mixed_layers;
}

std::size_t EstimatorShape::parameter_count() const {
  const auto linear = [](std::size_t inputs, std::size_t outputs) { return (inputs + 1) * outputs; };
  std::size_t count = linear(embedding_dim(), dimensions) + linear(embedding_dim(), categories);
  if (deviations > 0) count += linear(embedding_dim(), deviations);
  count += linear(embedding_dim(), familiarity);
  for (std::size_t i = 0; i < branch_count(); ++i) {
    const EstimatorShape shape = branch(i);
    count += linear(convolution_kernel * shape.convolution_dim(), convolution_channels);
    if (mixed_layers > 1) count += mixed_layers;
    count += input_dim * projection_units;
    for (std::size_t layer = 0; layer < gru_layers; ++layer) {
      const std::size_t inputs = layer == 0 ? convolution_channels : gru_units;
      count += linear(inputs, 3 * gru_units) + linear(gru_units, 3 * gru_units);
    }
    count += linear(pooled_dim(), embedding_units);
  }
  return count;
}

}  // namespace affectus
