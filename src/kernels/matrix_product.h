// Dense single-precision matrix products, with the instructions that the CPU at hand has (AVX-512, AVX2, NEON, baseline).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace affectus {

/// The right-hand matrix of a product, k x n, packed once in the order that the kernel reads it.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  /// From row-major values with `row_stride` floats from row to row; `transposed`: the values are n x k.
  static PackedMatrix pack(const float* values, std::size_t k, std::size_t n, std::size_t row_stride, bool transposed);
  /// The same into memory that is already there, for weights that change from step to step.
  void repack(const float* values, std::size_t k, std::size_t n, std::size_t row_stride, bool transposed);

  std::size_t k() const { return k_; }
  std::size_t n() const { return n_; }
  const float* data() const { return packed_.data(); }

 private:
  std::size_t k_ = 0;
  std::size_t n_ = 0;
  std::vector<float> packed_;
};

/// c (m x n) = a (m x k) b [+ bias] [+ c]. Rows of `a` are `a_stride` floats apart and may overlap (a convolution over time is a
/// product with a_stride = dim and k = kernel * dim); rows of `c` are `c_stride` apart. One row's result does not depend on m:
/// products are summed over k in ascending order in one accumulator an element, so a batch gives what single rows give, to the last bit.
/// One thread; no allocation.
void matrix_product(const float* a, std::size_t a_stride, std::size_t m, const PackedMatrix& b, const float* bias, bool accumulate,
                    float* c, std::size_t c_stride);

}  // namespace affectus
