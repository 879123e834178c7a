#include "training/gru_gradient.h"

#include <gtest/gtest.h>

#include "estimator/gru.h"
#include "golden_tensors.h"

namespace affectus {
namespace {

using testing::GoldenTensors;

constexpr std::size_t input_dim = 5, units = 19;

GoldenTensors golden() { return {AFFECTUS_SOURCE_DIR "/tests/training/gru_gradient_golden.txt", ""}; }

struct Gradients {
  std::vector<float> weight_ih = std::vector<float>(3 * units * input_dim),
                     weight_hh = std::vector<float>(3 * units * units), bias_ih = std::vector<float>(3 * units),
                     bias_hh = std::vector<float>(3 * units), output, input;
  bool operator==(const Gradients&) const = default;
};

// Forward and backward over the sequences of the packed batch in the golden file.
Gradients run(const GoldenTensors& data) {
  GruLayer layer(input_dim, units);
  layer.set_weights(data["weight.weight_ih_l0"].data(), data["weight.weight_hh_l0"].data(), data["weight.bias_ih_l0"].data(),
                    data["weight.bias_hh_l0"].data());
  GruGradient gradient(input_dim, units);
  gradient.set_weights(data["weight.weight_ih_l0"].data(), data["weight.weight_hh_l0"].data());

  const std::vector<std::size_t> active(data["active"].begin(), data["active"].end());
  const std::size_t rows = packed_rows(active);
  const std::vector<float> initial_state(active[0] * units);
  std::vector<float> gates(rows * layer.gates_stride()), scratch(active[0] * units + 4 * units);
  Gradients result;
  result.output.resize(rows * units);
  result.input.resize(rows * input_dim);
  layer.forward(active, data["input"].data(), initial_state.data(), gates.data(), result.output.data());
  gradient.backward({active, data["input"].data(), initial_state.data(), result.output.data(),
                     data["output_gradient"].data(), gates.data(), result.input.data(), scratch.data()},
                    {result.weight_ih.data(), result.weight_hh.data(), result.bias_ih.data(), result.bias_hh.data()});
  return result;
}

void expect_near(const std::vector<float>& found, const std::vector<float>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(found[i], expected[i], 2e-6 * std::max(1.0f, std::abs(expected[i]))) << "value " << i;
  }
}

TEST(GruGradient, EqualsPyTorchsAutograd) {
  const GoldenTensors data = golden();
  const Gradients found = run(data);
  expect_near(found.output, data["output"]);
  expect_near(found.input, data["gradient.input"]);
  expect_near(found.weight_ih, data["gradient.weight_ih_l0"]);
  expect_near(found.weight_hh, data["gradient.weight_hh_l0"]);
  expect_near(found.bias_ih, data["gradient.bias_ih_l0"]);
  expect_near(found.bias_hh, data["gradient.bias_hh_l0"]);
}

TEST(GruGradient, IsTheSameToTheLastBitInEveryRun) {
  const GoldenTensors data = golden();
  EXPECT_EQ(run(data), run(data));
}

}  // namespace
}  // namespace affectus
