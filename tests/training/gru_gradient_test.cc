#include "training/gru_gradient.h"

#include <gtest/gtest.h>

#include "estimator/gru.h"
#include "golden_tensors.h"
#include "kernels/random_values.h"

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

// Sequences as GruLayer takes them.
struct Batch {
  std::vector<std::size_t> active;
  std::vector<float> input, output_gradient;
};

Batch golden_batch(const GoldenTensors& data) {
  return {{data["active"].begin(), data["active"].end()}, data["input"], data["output_gradient"]};
}

// Forward and backward with the weights of the golden file.
Gradients run(const GoldenTensors& data, const Batch& batch) {
  GruLayer layer(input_dim, units);
  layer.set_weights(data["weight.weight_ih_l0"].data(), data["weight.weight_hh_l0"].data(), data["weight.bias_ih_l0"].data(),
                    data["weight.bias_hh_l0"].data());
  GruGradient gradient(input_dim, units);
  gradient.set_weights(data["weight.weight_ih_l0"].data(), data["weight.weight_hh_l0"].data());

  const std::vector<std::size_t>& active = batch.active;
  const std::size_t rows = packed_rows(active);
  const std::vector<float> initial_state(active[0] * units);
  std::vector<float> gates(rows * layer.gates_stride()), scratch(active[0] * units + 4 * units);
  Gradients result;
  result.output.resize(rows * units);
  result.input.resize(rows * input_dim);
  layer.forward(active, batch.input.data(), initial_state.data(), gates.data(), result.output.data());
  gradient.backward({active, batch.input.data(), initial_state.data(), result.output.data(), batch.output_gradient.data(),
                     gates.data(), result.input.data(), scratch.data()},
                    {result.weight_ih.data(), result.weight_hh.data(), result.bias_ih.data(), result.bias_hh.data()});
  return result;
}

// One sequence of a packed batch.
Batch sequence_of(const Batch& batch, std::size_t sequence) {
  Batch alone;
  std::size_t row = sequence;
  for (const std::size_t active : batch.active) {
    if (sequence >= active) break;
    alone.active.push_back(1);
    alone.input.insert(alone.input.end(), &batch.input[row * input_dim], &batch.input[row * input_dim] + input_dim);
    alone.output_gradient.insert(alone.output_gradient.end(), &batch.output_gradient[row * units],
                                 &batch.output_gradient[row * units] + units);
    row += active;
  }
  return alone;
}

void expect_near(const std::vector<float>& found, const std::vector<float>& expected, double tolerance = 2e-6) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(found[i], expected[i], tolerance * std::max(1.0f, std::abs(expected[i]))) << "value " << i;
  }
}

TEST(GruGradient, EqualsPyTorchsAutograd) {
  const GoldenTensors data = golden();
  const Gradients found = run(data, golden_batch(data));
  expect_near(found.output, data["output"]);
  expect_near(found.input, data["gradient.input"]);
  expect_near(found.weight_ih, data["gradient.weight_ih_l0"]);
  expect_near(found.weight_hh, data["gradient.weight_hh_l0"]);
  expect_near(found.bias_ih, data["gradient.bias_ih_l0"]);
  expect_near(found.bias_hh, data["gradient.bias_hh_l0"]);
}

TEST(GruGradient, IsTheSameToTheLastBitInEveryRun) {
  const GoldenTensors data = golden();
  EXPECT_EQ(run(data, golden_batch(data)), run(data, golden_batch(data)));
}

// Many more rows than the gradient takes at a time.
TEST(GruGradient, OfABatchIsTheSumOverItsSequences) {
  const GoldenTensors data = golden();
  Batch batch{{50, 50, 50, 50, 49, 30, 30, 30, 30, 30, 7, 7, 7, 2, 1, 1}, {}, {}};
  const std::size_t rows = packed_rows(batch.active);
  batch.input = testing::random_values(rows * input_dim, 1);
  batch.output_gradient = testing::random_values(rows * units, 2);
  const Gradients found = run(data, batch);

  Gradients sum;
  const auto add = [](const std::vector<float>& from, std::vector<float>& to) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
  };
  for (std::size_t sequence = 0; sequence < batch.active[0]; ++sequence) {
    SCOPED_TRACE(::testing::Message() << "sequence " << sequence);
    const Gradients alone = run(data, sequence_of(batch, sequence));
    std::size_t row = sequence;
    for (std::size_t step = 0; step < alone.input.size() / input_dim; row += batch.active[step++]) {
      for (std::size_t i = 0; i < input_dim; ++i) {
        ASSERT_EQ(found.input[row * input_dim + i], alone.input[step * input_dim + i]) << "step " << step;
      }
    }
    add(alone.weight_ih, sum.weight_ih);
    add(alone.weight_hh, sum.weight_hh);
    add(alone.bias_ih, sum.bias_ih);
    add(alone.bias_hh, sum.bias_hh);
  }
  expect_near(found.weight_ih, sum.weight_ih, 1e-4);
  expect_near(found.weight_hh, sum.weight_hh, 1e-4);
  expect_near(found.bias_ih, sum.bias_ih, 1e-4);
  expect_near(found.bias_hh, sum.bias_hh, 1e-4);
}

}  // namespace
}  // namespace affectus
