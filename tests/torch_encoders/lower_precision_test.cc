#include "torch_encoders/lower_precision.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/grad_mode.h>

namespace affectus {
namespace {

// Of a product.
at::ScalarType type_here() { return at::linear(at::ones({2, 3}), at::ones({4, 3})).scalar_type(); }

TEST(LowerPrecisionTest, WhereItEndsPrecisionIsWhatItWasBefore) {
  EXPECT_EQ(type_here(), at::kFloat);
  {
    const LowerPrecision outer(true, at::kCPU);
    EXPECT_EQ(type_here(), at::kBFloat16);
    { const LowerPrecision inner(true, at::kCPU); }
    EXPECT_EQ(type_here(), at::kBFloat16);
    { const LowerPrecision none(false, at::kCPU); }
    EXPECT_EQ(type_here(), at::kBFloat16);
  }
  EXPECT_EQ(type_here(), at::kFloat);
}

// As in a checkpointed step, which runs at first without gradients, while other threads' steps end.
TEST(LowerPrecisionTest, AWeightIsConvertedForEachProduct) {
  const at::Tensor weight = at::ones({4, 3}).set_requires_grad(true), input = at::ones({2, 3});
  const LowerPrecision lower(true, at::kCPU);
  at::Tensor product;
  {
    const at::NoGradGuard no_gradient;
    product = at::linear(input, weight);
    EXPECT_FLOAT_EQ(product.sum().item<float>(), 24);
    weight.mul_(2);
  }
  product = at::linear(input, weight);
  EXPECT_FLOAT_EQ(product.sum().item<float>(), 48);
  EXPECT_TRUE(product.requires_grad());
}

}  // namespace
}  // namespace affectus
