// Takes a network's tensors from their source, each once.
#pragma once

#include <initializer_list>
#include <set>
#include <string>

#include "kernels/aligned_vector.h"
#include "kernels/matrix_product.h"
#include "tensors/tensor_source.h"

namespace affectus {

/// x W^T + b.
struct Linear {
  PackedMatrix weight;
  AlignedVector<float> bias;

  std::size_t outputs() const { return weight.n(); }
  void apply(std::span<const float> input, float* output) const;
};

/// Throws Error(invalid_format) that names the tensor, what was expected and what was found.
class WeightReader {
 public:
  explicit WeightReader(const TensorSource& source) : source_(source) {}

  /// All values are finite.
  const float* take(const std::string& name, std::initializer_list<std::size_t> shape);
  /// Takes NAME.weight and NAME.bias; takes nothing if `outputs` is 0.
  Linear linear(const std::string& name, std::size_t inputs, std::size_t outputs);
  /// Throws if tensors are left that were not taken.
  void expect_none_left() const;

 private:
  const TensorSource& source_;
  std::set<std::string> taken_;
};

}  // namespace affectus
