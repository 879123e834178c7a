#include "kernels/matrix_product.h"

#include <gtest/gtest.h>

#include <cmath>

#include "for_each_target.h"
#include "random_values.h"

namespace affectus {
namespace {

using testing::for_each_target;
using testing::random_values;

struct Size {
  std::size_t m, k, n;
};
const Size sizes[] = {{1, 1, 1},   {1, 128, 384}, {2, 7, 33},   {3, 200, 128}, {5, 13, 3},    {6, 40, 31},   {7, 64, 65},
                      {13, 5, 96}, {14, 17, 32},  {15, 128, 7}, {16, 128, 40}, {29, 31, 100}, {113, 9, 130}, {300, 3, 64}};

// The bound on the rounding errors of a sum of k products, with room for the start value.
double tolerance(std::size_t k, double sum_of_magnitudes) {
  return static_cast<double>(k + 2) * 0x1p-24 * sum_of_magnitudes;
}

void expect_product(const Size& size, bool with_bias, bool accumulate) {
  const auto [m, k, n] = size;
  const std::size_t c_stride = n + 3;
  const std::vector<float> a = random_values(m * k, 1), b = random_values(k * n, 2), bias = random_values(n, 3);
  const std::vector<float> before = random_values(m * c_stride, 4);
  const PackedMatrix packed = PackedMatrix::pack(b.data(), k, n, n, false);
  std::vector<float> c = before;
  matrix_product(a.data(), k, m, packed, with_bias ? bias.data() : nullptr, accumulate, c.data(), c_stride);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      double expected = (with_bias ? bias[j] : 0.0) + (accumulate ? before[i * c_stride + j] : 0.0);
      double magnitudes = 2;
      for (std::size_t p = 0; p < k; ++p) {
        expected += static_cast<double>(a[i * k + p]) * b[p * n + j];
        magnitudes += std::abs(static_cast<double>(a[i * k + p]) * b[p * n + j]);
      }
      ASSERT_NEAR(c[i * c_stride + j], expected, tolerance(k, magnitudes)) << "row " << i << " column " << j;
    }
    for (std::size_t j = n; j < c_stride; ++j) {
      ASSERT_EQ(c[i * c_stride + j], before[i * c_stride + j]) << "written beyond row " << i;
    }
  }
}

TEST(MatrixProduct, EqualsTheSumInDoublePrecision) {
  for_each_target([] {
    for (const Size& size : sizes) {
      SCOPED_TRACE(::testing::Message() << size.m << " x " << size.k << " x " << size.n);
      for (const bool with_bias : {false, true}) {
        for (const bool accumulate : {false, true}) expect_product(size, with_bias, accumulate);
      }
    }
  });
}

TEST(MatrixProduct, RowIsTheSameToTheLastBitInAnyBatch) {
  for_each_target([] {
    const std::size_t k = 61, n = 105, m = 130;
    const std::vector<float> a = random_values(m * k, 1), b = random_values(k * n, 2), bias = random_values(n, 3);
    const PackedMatrix packed = PackedMatrix::pack(b.data(), k, n, n, false);
    std::vector<float> single(m * n), batch(m * n);
    for (std::size_t i = 0; i < m; ++i) {
      matrix_product(a.data() + i * k, k, 1, packed, bias.data(), false, single.data() + i * n, n);
    }
    for (const std::size_t rows : {2, 3, 4, 5, 6, 7, 9, 12, 14, 17, 28, 64, 130}) {
      matrix_product(a.data(), k, rows, packed, bias.data(), false, batch.data(), n);
      ASSERT_TRUE(std::equal(batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(rows * n), single.begin())) << rows;
    }
  });
}

TEST(MatrixProduct, TakesTheRightHandMatrixTransposed) {
  const std::size_t m = 4, k = 19, n = 37, stride = 41;
  const std::vector<float> a = random_values(m * k, 1), b_transposed = random_values(n * stride, 2);
  std::vector<float> b(k * n);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < n; ++j) b[i * n + j] = b_transposed[j * stride + i];
  }
  std::vector<float> expected(m * n), found(m * n);
  matrix_product(a.data(), k, m, PackedMatrix::pack(b.data(), k, n, n, false), nullptr, false, expected.data(), n);
  PackedMatrix packed = PackedMatrix::pack(a.data(), 1, 2, 2, false);
  packed.repack(b_transposed.data(), k, n, stride, true);
  EXPECT_EQ(packed.k(), k);
  EXPECT_EQ(packed.n(), n);
  matrix_product(a.data(), k, m, packed, nullptr, false, found.data(), n);
  EXPECT_EQ(found, expected);
}

TEST(MatrixProduct, TakesOverlappingRows) {
  const std::size_t dim = 5, kernel = 3, frames = 20, n = 9;
  const std::vector<float> signal = random_values((frames + kernel - 1) * dim, 1), b = random_values(kernel * dim * n, 2);
  std::vector<float> unfolded;
  for (std::size_t t = 0; t < frames; ++t) {
    unfolded.insert(unfolded.end(), signal.begin() + static_cast<std::ptrdiff_t>(t * dim),
                    signal.begin() + static_cast<std::ptrdiff_t>((t + kernel) * dim));
  }
  const PackedMatrix packed = PackedMatrix::pack(b.data(), kernel * dim, n, n, false);
  std::vector<float> expected(frames * n), found(frames * n);
  matrix_product(unfolded.data(), kernel * dim, frames, packed, nullptr, false, expected.data(), n);
  matrix_product(signal.data(), dim, frames, packed, nullptr, false, found.data(), n);
  EXPECT_EQ(found, expected);
}

TEST(TransposedProduct, EqualsTheSumInDoublePrecision) {
  for_each_target([] {
    for (const Size& size : sizes) {
      const auto [m, k, n] = size;
      SCOPED_TRACE(::testing::Message() << m << " x " << k << " x " << n);
      const std::vector<float> a = random_values(m * k, 1), b = random_values(m * n, 2), before = random_values(k * n, 3);
      std::vector<float> c = before;
      accumulate_transposed_product(a.data(), k, b.data(), n, m, k, n, c.data(), n);
      for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
          double expected = before[i * n + j];
          double magnitudes = 2;
          for (std::size_t p = 0; p < m; ++p) {
            expected += static_cast<double>(a[p * k + i]) * b[p * n + j];
            magnitudes += std::abs(static_cast<double>(a[p * k + i]) * b[p * n + j]);
          }
          ASSERT_NEAR(c[i * n + j], expected, tolerance(m, magnitudes)) << "row " << i << " column " << j;
        }
      }
    }
  });
}

TEST(TransposedProduct, IsTheSameToTheLastBitInParts) {
  for_each_target([] {
    const std::size_t m = 301, k = 33, n = 50;
    const std::vector<float> a = random_values(m * k, 1), b = random_values(m * n, 2);
    std::vector<float> whole(k * n), parts(k * n);
    accumulate_transposed_product(a.data(), k, b.data(), n, m, k, n, whole.data(), n);
    for (const auto& [start, end] : {std::pair<std::size_t, std::size_t>{0, 1}, {1, 16}, {16, 200}, {200, 301}}) {
      accumulate_transposed_product(a.data() + start * k, k, b.data() + start * n, n, end - start, k, n, parts.data(), n);
    }
    EXPECT_EQ(parts, whole);
  });
}

}  // namespace
}  // namespace affectus
