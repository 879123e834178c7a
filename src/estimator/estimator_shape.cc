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

}  // namespace

void EstimatorShape::validate() const {
  check("input_dim", input_dim, 1, 65536);
  check("mixed_layers", mixed_layers, 1, 1024);
  if (input_dim % mixed_layers != 0) {
    throw Error(ErrorCode::invalid_argument, "estimator input_dim: expected a multiple of mixed_layers (" +
                                                 std::to_string(mixed_layers) + "), found " + std::to_string(input_dim));
  }
  check("convolution_kernel", convolution_kernel, 1, 255);
  if (convolution_kernel % 2 == 0) {
    throw Error(ErrorCode::invalid_argument,
                "estimator convolution_kernel: expected an odd number, found " + std::to_string(convolution_kernel));
  }
  check("convolution_channels", convolution_channels, 1, 4096);
  check("gru_layers", gru_layers, 1, 16);
  check("gru_units", gru_units, 1, 4096);
  check("embedding_units", embedding_units, 1, 4096);
  check("dimensions", dimensions, 0, 4096);
  check("categories", categories, 0, 4096);
  check("dimensions + categories", dimensions + categories, 1, 8192);
}

std::size_t EstimatorShape::parameter_count() const {
  const auto linear = [](std::size_t inputs, std::size_t outputs) { return (inputs + 1) * outputs; };
  std::size_t count = linear(convolution_kernel * mixed_dim(), convolution_channels);
  if (mixed_layers > 1) count += mixed_layers;
  for (std::size_t layer = 0; layer < gru_layers; ++layer) {
    const std::size_t inputs = layer == 0 ? convolution_channels : gru_units;
    count += linear(inputs, 3 * gru_units) + linear(gru_units, 3 * gru_units);
  }
  return count + linear(pooled_dim(), embedding_units) + linear(embedding_units, dimensions) +
         linear(embedding_units, categories);
}

}  // namespace affectus
