// Dense single-precision matrix products, with the instructions of the CPU (AVX-512, AVX2, NEON, baseline).
//
// Every element of a result is one accumulator to which the products are added in ascending order. The order does not depend
// on how many rows are computed together, so a batch equals single rows to the last bit. Results differ only between
// instruction sets with and without fused multiply-add. All functions: one thread, no allocation, operands must not overlap
// with the result.
#pragma once

#include <cstddef>

#include "base/project.h"
#include "kernels/aligned_vector.h"

namespace affectus {

/// The right-hand matrix of a product, k x n, packed once in the order that the kernel reads it: panels of panel_width
/// columns, each k rows of panel_width floats, the last one filled up with zeros.
class AFFECTUS_PROJECT PackedMatrix {
 public:
  static constexpr std::size_t panel_width = 32;

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
  AlignedVector<float> packed_;
};

/// c (m x n) = a (m x k) b [+ bias] [+ c]; `bias` has n values or is null. Rows of `a` are `a_stride` floats apart and may
/// overlap (a convolution over time is a product with a_stride = dim and k = kernel * dim); rows of `c` are `c_stride`
/// apart. The accumulator starts with c + bias.
AFFECTUS_PROJECT void matrix_product(const float* a, std::size_t a_stride, std::size_t m, const PackedMatrix& b,
                                     const float* bias, bool accumulate, float* c, std::size_t c_stride);

/// c (k x n) += a^T b, with a (m x k) and b (m x n): the gradient of the weights of a product, where m runs over the rows of
/// a batch. Rows of `a` may overlap. The sum over m is in ascending order, so it is the same for one call over all rows as
/// for consecutive calls over parts of them.
void accumulate_transposed_product(const float* a, std::size_t a_stride, const float* b, std::size_t b_stride, std::size_t m,
                                   std::size_t k, std::size_t n, float* c, std::size_t c_stride);

}  // namespace affectus
