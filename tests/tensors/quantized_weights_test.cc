#include "tensors/quantized_weights.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "failure.h"
#include "kernels/random_values.h"
#include "storage/safetensors_storage.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using testing::failure;
using ::testing::HasSubstr;

TEST(QuantizedWeightsTest, ARowsLargestWeightIsTheLargestCode) {
  const std::vector<float> weights = {1.27F, -0.6351F, 0.0F, -254.0F, 1.0F, 3.0F, 0.0F, 0.0F, 0.0F};
  const QuantizedMatrix matrix = quantize(weights, 3);
  EXPECT_THAT(matrix.codes, ElementsAre(127, -64, 0, -127, 0, 2, 0, 0, 0));  // 1 and 3 are halves of the scale: to even
  EXPECT_THAT(matrix.scales, ElementsAre(1.27F / 127, 2.0F, 0.0F));
  std::vector<float> rounded(9);
  dequantize(matrix.codes, matrix.scales, rounded);
  EXPECT_THAT(rounded, ElementsAre(127 * (1.27F / 127), -64 * (1.27F / 127), 0, -254, 0, 4, 0, 0, 0));
}

TEST(QuantizedWeightsTest, NoWeightMovesByMoreThanHalfAScale) {
  constexpr std::size_t rows = 20, width = 33;
  std::vector<float> weights = testing::random_values(rows * width, 1, 3);
  for (std::size_t i = 0; i < width; ++i) weights[i] *= 1e-42F;  // beyond what float32 can divide well
  const QuantizedMatrix matrix = quantize(weights, rows);
  std::vector<float> rounded(weights.size());
  dequantize(matrix.codes, matrix.scales, rounded);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const float scale = i < width ? 1e-41F : matrix.scales[i / width];
    ASSERT_LE(std::abs(rounded[i] - weights[i]), 0.5001F * scale) << i;
  }
}

class WeightFileTest : public ::testing::Test {
 protected:
  void write(const std::vector<NamedTensor>& tensors) { write_safetensors(file_, tensors); }
  WeightFile open(std::size_t bits = 8) const { return {open_safetensors(file_), bits}; }
  std::string refusal(const std::vector<NamedTensor>& tensors, std::size_t bits = 8) {
    write(tensors);
    return failure([&] { open(bits); });
  }

  testing::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_ / "model.safetensors";
  std::vector<std::int8_t> codes_ = {127, -127, 3, 0, 1, 2};
  std::vector<float> scales_ = {0.5F, 2.0F}, bias_ = {1.0F, -1.0F}, floats_ = {1, 2, 3, 4, 5, 6};
};

TEST_F(WeightFileTest, GivesMatricesAsFloat32) {
  write({{"w", {2, 3}, codes_}, {"w.scale", {2}, scales_}, {"b", {2}, bias_}});
  const WeightFile file = open();
  EXPECT_THAT(file.tensor_names(), ElementsAre("b", "w"));
  EXPECT_THAT(file.tensor("w", std::vector<std::size_t>{2, 3}).values, ElementsAre(63.5F, -63.5F, 1.5F, 0, 2, 4));
  EXPECT_THAT(file.tensor("b", std::vector<std::size_t>{2}).values, ElementsAre(1, -1));
  EXPECT_THAT(failure([&] { file.tensor("w", std::vector<std::size_t>{3, 2}); }), HasSubstr("expected 3 x 2, found 2 x 3"));
}

TEST_F(WeightFileTest, RefusesWhatDoesNotFitTheBits) {
  EXPECT_THAT(refusal({{"w", {2, 3}, floats_}}), HasSubstr("tensor w: expected I8 in a model with weights of 8 bits"));
  EXPECT_THAT(refusal({{"w", {2, 3}, codes_}, {"w.scale", {2}, scales_}}, 32), HasSubstr("expected F32"));
  EXPECT_THAT(refusal({{"b", {6}, codes_}}), HasSubstr("tensor b: expected F32"));
  write({{"w", {2, 3}, floats_}});
  EXPECT_THAT(open(32).tensor_names(), ElementsAre("w"));
}

// Its products nearly cancel.
TEST_F(WeightFileTest, FamiliarityIsNeverOf8Bits) {
  write({{"familiarity.weight", {2, 3}, floats_}, {"w", {2, 3}, codes_}, {"w.scale", {2}, scales_}});
  EXPECT_THAT(open().tensor("familiarity.weight", std::vector<std::size_t>{2, 3}).values, ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(refusal({{"familiarity.weight", {2, 3}, codes_}, {"familiarity.weight.scale", {2}, scales_}}),
              HasSubstr("tensor familiarity.weight: expected F32"));
}

TEST_F(WeightFileTest, RefusesScalesThatAreNone) {
  const auto scaled = [&](const std::vector<float>& scales) {
    return refusal({{"w", {2, 3}, codes_}, {"w.scale", {scales.size()}, scales}});
  };
  EXPECT_THAT(refusal({{"w", {2, 3}, codes_}}), HasSubstr("w.scale"));
  EXPECT_THAT(scaled({1, 2, 3}), HasSubstr("expected 2, found 3"));
  EXPECT_THAT(scaled({1, -2}), HasSubstr("w.scale: expected finite scales of at least 0"));
  EXPECT_THAT(scaled({std::numeric_limits<float>::infinity(), 2}), HasSubstr("finite"));
  codes_[2] = -128;
  EXPECT_THAT(scaled({1, 2}), HasSubstr("from -127 to 127, found -128"));
}

// A scale that belongs to no matrix is a tensor that nothing takes.
TEST_F(WeightFileTest, AScaleOfNoMatrixIsATensor) {
  write({{"b", {2}, bias_}, {"b.scale", {2}, scales_}});
  EXPECT_THAT(open().tensor_names(), ElementsAre("b", "b.scale"));
}

}  // namespace
}  // namespace affectus
