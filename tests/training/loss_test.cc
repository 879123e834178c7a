#include "training/loss.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace affectus {
namespace {

// audmetric 1.4.2: concordance_cc([4, 2, 1, 3], [1, 2, 3, 5]) = -0.21428571428571427
TEST(LossTest, ConcordanceOfAKnownExample) {
  const at::Tensor prediction = at::tensor({1.0f, 2.0f, 3.0f, 5.0f}), target = at::tensor({4.0f, 2.0f, 1.0f, 3.0f});
  EXPECT_NEAR(concordance(prediction, target).item<float>(), -0.214285714, 1e-6);
  EXPECT_NEAR(concordance(target, target).item<float>(), 1, 1e-6);
}

TEST(LossTest, WeightsAreThoseOfTheDimensions) {
  const at::Tensor target = at::tensor({0.1f, 0.5f, -0.2f, -0.4f, 0.1f, 0.9f, 0.7f, -0.6f, 0.3f}).view({3, 3});
  at::Tensor prediction = target.clone();
  prediction.select(1, 1).neg_();  // valence, the second column, is wrong
  const double valence_ccc = concordance(prediction.select(1, 1), target.select(1, 1)).item<float>();
  LossOptions options;
  options.valence = 0.5;
  options.activation = 0.2;
  EXPECT_NEAR(dimension_loss(target, target, options).item<float>(), 0, 1e-6);
  EXPECT_NEAR(dimension_loss(prediction, target, options).item<float>(), 0.5 * (1 - valence_ccc), 1e-6);
}

TEST(LossTest, UnratedTargetsAreLeftOut) {
  const float none = std::numeric_limits<float>::quiet_NaN();
  const at::Tensor targets = at::tensor({0.1f, none, none, 0.5f, 0.3f, none, -0.2f, none, none}).view({3, 3});
  at::Tensor prediction = at::nan_to_num(targets, 0.25).set_requires_grad(true);
  const at::Tensor loss = dimension_loss(prediction, targets, LossOptions{});
  EXPECT_NEAR(loss.item<float>(), 1 - 1.0 / 3, 1e-6);  // activation agrees; of valence one rating is too few
  loss.backward();
  EXPECT_TRUE(at::isfinite(prediction.grad()).all().item<bool>());
}

TEST(LossTest, CategoriesThatAreNotKnownAreLeftOut) {
  const at::Tensor logits = at::tensor({2.0f, 0.0f, 0.0f, 1.0f}).view({2, 2});
  const double first = std::log(1 + std::exp(-2.0));
  EXPECT_NEAR(category_loss(logits, at::tensor({0L, -1L}), LossOptions{}).item<float>(), first, 1e-6);
  EXPECT_EQ(category_loss(logits, at::tensor({-1L, -1L}), LossOptions{}).item<float>(), 0);
}

}  // namespace
}  // namespace affectus
