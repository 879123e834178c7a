#include "kernels/gru_gates.h"

#include <gtest/gtest.h>

#include <cmath>

#include "for_each_target.h"
#include "random_values.h"

namespace affectus {
namespace {

using testing::for_each_target;
using testing::random_values;

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

TEST(GruGates, TanhHasASmallRelativeErrorEverywhere) {
  for_each_target([] {
    std::vector<float> x = {0.0f, -0.0f, 1e-30f, -1e-6f, 3e-4f, 0.1f, -0.34f, 0.35f, 8.6f, -9.1f, 50.0f, -1e30f, INFINITY};
    for (float value = 1e-8f; value < 20; value *= 1.01f) x.insert(x.end(), {value, -value});
    std::vector<float> found = x;
    tanh_in_place(found.data(), found.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double expected = std::tanh(static_cast<double>(x[i]));
      ASSERT_NEAR(found[i], expected, 3e-7 * std::abs(expected)) << "tanh(" << x[i] << ")";
    }
    EXPECT_TRUE(std::signbit(found[1])) << "the sign of zero is kept";
    EXPECT_FALSE(std::signbit(found[0]));
  });
}

struct Sizes {
  std::size_t rows, units;
};

TEST(GruGates, StepEqualsTheFormulasInDoublePrecision) {
  for_each_target([] {
    for (const auto& [rows, units] : {Sizes{1, 1}, Sizes{3, 7}, Sizes{2, 16}, Sizes{5, 37}, Sizes{16, 128}}) {
      const std::size_t stride = 4 * units + 5;
      const std::vector<float> before = random_values(rows * stride, 1, 6), h = random_values(rows * units, 2);
      std::vector<float> gates = before, next(rows * units);
      gru_gates(rows, units, gates.data(), stride, h.data(), next.data());
      for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t unit = 0; unit < units; ++unit) {
          const std::size_t i = row * stride + unit;
          const double r = sigmoid(before[i + units]), z = sigmoid(before[i + 2 * units]);
          const double n = std::tanh(before[i] + r * before[i + 3 * units]);
          ASSERT_NEAR(gates[i + units], r, 3e-7 * r);
          ASSERT_NEAR(gates[i + 2 * units], z, 3e-7 * z);
          ASSERT_NEAR(gates[i], n, 3e-6 * std::abs(n) + 1e-6) << "the sum in n is rounded before the tanh";
          ASSERT_EQ(gates[i + 3 * units], before[i + 3 * units]);
          ASSERT_NEAR(next[row * units + unit], n + z * (h[row * units + unit] - n), 2e-6);
        }
        for (std::size_t i = row * stride + 4 * units; i < (row + 1) * stride; ++i) ASSERT_EQ(gates[i], before[i]);
      }
    }
  });
}

TEST(GruGates, RowIsTheSameToTheLastBitInAnyBatch) {
  for_each_target([] {
    const std::size_t rows = 9, units = 21, stride = 4 * units;
    std::vector<float> gates = random_values(rows * stride, 1, 4), single = gates;
    const std::vector<float> h = random_values(rows * units, 2);
    std::vector<float> next(rows * units), single_next(rows * units);
    gru_gates(rows, units, gates.data(), stride, h.data(), next.data());
    for (std::size_t row = 0; row < rows; ++row) {
      gru_gates(1, units, single.data() + row * stride, stride, h.data() + row * units, single_next.data() + row * units);
    }
    EXPECT_EQ(gates, single);
    EXPECT_EQ(next, single_next);
  });
}

TEST(GruGates, ExtremeSumsGiveFiniteGates) {
  for_each_target([] {
    std::vector<float> gates = {1e30f, 500.0f, -500.0f, 2.0f};
    const float h = 0.25f;
    float next = 0;
    gru_gates(1, 1, gates.data(), 4, &h, &next);
    EXPECT_EQ(gates[0], 1.0f);
    EXPECT_EQ(gates[1], 1.0f);
    EXPECT_GE(gates[2], 0.0f);
    EXPECT_LT(gates[2], 1e-30f);
    EXPECT_EQ(next, 1.0f);
  });
}

// Against central differences of the formulas in double precision.
TEST(GruGates, GradientEqualsDifferences) {
  const auto step = [](double n_i, double r, double z, double n_h, double h) {
    const double n = std::tanh(n_i + sigmoid(r) * n_h);
    return n + sigmoid(z) * (h - n);
  };
  for_each_target([&] {
    const std::size_t rows = 3, units = 18, stride = 4 * units;
    const std::vector<float> before = random_values(rows * stride, 1, 3), h = random_values(rows * units, 2);
    const std::vector<float> output_gradient = random_values(rows * units, 3), later = random_values(rows * units, 4);
    std::vector<float> gates = before, next(rows * units), carried = later, sums(4 * units, 1.0f);
    std::vector<double> expected_sums(4 * units, 1.0);
    gru_gates(rows, units, gates.data(), stride, h.data(), next.data());
    gru_gates_gradient(rows, units, gates.data(), stride, h.data(), output_gradient.data(), carried.data(), sums.data());
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t unit = 0; unit < units; ++unit) {
        const std::size_t i = row * stride + unit, j = row * units + unit;
        const double dh = static_cast<double>(output_gradient[j]) + later[j];
        for (std::size_t part = 0; part < 4; ++part) {
          double x[] = {before[i], before[i + units], before[i + 2 * units], before[i + 3 * units], h[j]};
          x[part] += 1e-5;
          const double above = step(x[0], x[1], x[2], x[3], x[4]);
          x[part] -= 2e-5;
          const double expected = dh * (above - step(x[0], x[1], x[2], x[3], x[4])) / 2e-5;
          ASSERT_NEAR(gates[i + part * units], expected, 2e-6) << "part " << part;
          expected_sums[part * units + unit] += expected;
        }
        ASSERT_NEAR(carried[j], dh * sigmoid(before[i + 2 * units]), 1e-6);
      }
    }
    for (std::size_t i = 0; i < sums.size(); ++i) ASSERT_NEAR(sums[i], expected_sums[i], 6e-6);
  });
}

}  // namespace
}  // namespace affectus
