#include "encoders/quantization.h"

#include <gtest/gtest.h>

#include <cmath>
#include <openvino/opsets/opset13.hpp>
#include <random>

namespace affectus {
namespace {

namespace ops = ov::opset13;

constexpr std::size_t depth = 128, width = 64, rows = 200;

std::vector<float> noise(std::size_t count, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& value : values) value = normal(generator);
  return values;
}

// [1, T, depth] times weights of [width, depth], or transposed.
std::shared_ptr<ov::Model> product(bool transposed) {
  const auto input = std::make_shared<ops::Parameter>(ov::element::f32, ov::PartialShape{1, -1, depth});
  const ov::Shape shape = transposed ? ov::Shape{width, depth} : ov::Shape{depth, width};
  const auto weight = ops::Constant::create(ov::element::f32, shape, noise(depth * width, 1));
  const auto node = std::make_shared<ops::MatMul>(input, weight, false, transposed);
  return std::make_shared<ov::Model>(ov::OutputVector{std::make_shared<ops::Relu>(node)}, ov::ParameterVector{input});
}

ov::Tensor input() {
  ov::Tensor tensor(ov::element::f32, {1, rows, depth});
  std::ranges::copy(noise(rows * depth, 2), tensor.data<float>());
  return tensor;
}

std::vector<float> run(ov::Core& core, const std::shared_ptr<ov::Model>& model, const ov::Tensor& tensor) {
  auto compiled = core.compile_model(model, "CPU", {ov::hint::inference_precision(ov::element::f32)});
  auto request = compiled.create_infer_request();
  request.set_input_tensor(tensor);
  request.infer();
  const ov::Tensor output = request.get_output_tensor();
  return {output.data<const float>(), output.data<const float>() + output.get_size()};
}

TEST(QuantizationTest, AProductInEightBitsIsNearTheExactOne) {
  ov::Core core;
  for (const bool transposed : {true, false}) {
    const std::vector<std::vector<ov::Tensor>> speech = {{input()}};
    const auto model = product(transposed);
    const std::vector<float> exact = run(core, model, speech[0][0]);
    const QuantizationResult result = quantize_products(core, model, speech, 0.05);
    EXPECT_EQ(result.products, 1);
    EXPECT_EQ(result.quantized, 1);
    const std::vector<float> rounded = run(core, model, speech[0][0]);
    double change = 0, energy = 0;
    for (std::size_t i = 0; i < exact.size(); ++i) {
      change += std::pow(rounded[i] - exact[i], 2);
      energy += std::pow(exact[i], 2);
    }
    EXPECT_LT(std::sqrt(change / energy), 0.03);
    EXPECT_GT(change, 0);
  }
}

TEST(QuantizationTest, AProductThatWouldLoseTooMuchIsLeftAlone) {
  ov::Core core;
  const std::vector<std::vector<ov::Tensor>> speech = {{input()}};
  const auto model = product(true);
  const std::vector<float> exact = run(core, model, speech[0][0]);
  const QuantizationResult result = quantize_products(core, model, speech, 0.001);
  EXPECT_EQ(result.products, 1);
  EXPECT_EQ(result.quantized, 0);
  EXPECT_EQ(run(core, model, speech[0][0]), exact);
}

}  // namespace
}  // namespace affectus
