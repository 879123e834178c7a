#include "estimator/weight_reader.h"

#include <algorithm>
#include <cmath>

#include "affectus/error.h"

namespace affectus {

void Linear::apply(std::span<const float> input, float* output) const {
  matrix_product(input.data(), input.size(), 1, weight, bias.data(), /*accumulate=*/false, output, weight.n());
}

const float* WeightReader::take(const std::string& name, std::initializer_list<std::size_t> shape) {
  const std::span<const float> values = source_.tensor(name, std::span(shape.begin(), shape.size())).values;
  if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); })) {
    throw Error(ErrorCode::invalid_format,
                source_.name() + ": tensor " + name + ": expected finite values, found infinity or not-a-number");
  }
  taken_.insert(name);
  return values.data();
}

Linear WeightReader::linear(const std::string& name, std::size_t inputs, std::size_t outputs) {
  if (outputs == 0) return {};
  const float* const weight = take(name + ".weight", {outputs, inputs});
  const float* const bias = take(name + ".bias", {outputs});
  return {PackedMatrix::pack(weight, inputs, outputs, inputs, /*transposed=*/true), {bias, bias + outputs}};
}

void WeightReader::expect_none_left() const {
  for (const std::string& name : source_.tensor_names()) {
    if (taken_.contains(name)) continue;
    throw Error(ErrorCode::invalid_format,
                source_.name() + ": tensor " + name + " is not part of the network of this shape");
  }
}

}  // namespace affectus
