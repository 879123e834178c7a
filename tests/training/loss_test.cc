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

TEST(LossTest, OfABatchThatNobodyRatedTheGradientIsZero) {
  const at::Tensor prediction = at::ones({4, 3}).set_requires_grad(true);
  const at::Tensor loss =
      dimension_loss(prediction, at::full({4, 3}, std::numeric_limits<float>::quiet_NaN()), LossOptions());
  EXPECT_EQ(loss.item<float>(), 1);
  loss.backward();
  EXPECT_EQ(prediction.grad().abs().sum().item<float>(), 0);
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
  const double first = std::log(1 + std::exp(-2.0)), second = std::log(1 + std::exp(-1.0));
  const at::Tensor one = at::tensor({1.0f, 0.0f, 0.0f, 0.0f}).view({2, 2});
  EXPECT_NEAR(category_loss(logits, one, {}).item<float>(), first, 1e-6);
  EXPECT_EQ(category_loss(logits, at::zeros({2, 2}), {}).item<float>(), 0);
  const at::Tensor both = at::eye(2);
  EXPECT_NEAR(category_loss(logits, both, {}).item<float>(), (first + second) / 2, 1e-6);
  EXPECT_NEAR(category_loss(logits, both, at::tensor({3.0f, 1.0f})).item<float>(), (3 * first + second) / 4, 1e-6);
}

TEST(LossTest, VotesAreLearnedAsTheyFell) {
  at::Tensor logits = at::zeros({1, 3}).set_requires_grad(true);
  category_loss(logits, at::tensor({0.5f, 0.25f, 0.25f}).view({1, 3}), {}).backward();
  const at::Tensor expected = at::tensor({1.0f / 3 - 0.5f, 1.0f / 3 - 0.25f, 1.0f / 3 - 0.25f}).view({1, 3});
  EXPECT_LT((logits.grad() - expected).abs().max().item<float>(), 1e-6);
}

TEST(LossTest, AnEmbeddingLikeTheTeachersCostsNothing) {
  using EmbeddingLoss = TeacherOptions::EmbeddingLoss;
  const at::Tensor teacher = at::tensor({1.0f, 0.0f, 0.0f, 2.0f}).view({2, 2});
  EXPECT_NEAR(embedding_loss(3 * teacher, teacher, EmbeddingLoss::cosine).item<float>(), 0, 1e-6);
  EXPECT_NEAR(embedding_loss(-teacher, teacher, EmbeddingLoss::cosine).item<float>(), 2, 1e-6);
  EXPECT_NEAR(embedding_loss(teacher, teacher, EmbeddingLoss::mean_square).item<float>(), 0, 1e-6);
  EXPECT_NEAR(embedding_loss(teacher + 1, teacher, EmbeddingLoss::mean_square).item<float>(), 1, 1e-6);
}

TEST(LossTest, ViewsThatAgreeCostNothing) {
  const at::Tensor dimensions = at::tensor({0.1f, 0.2f, 0.3f, -0.4f, 0.5f, 0.6f}).view({2, 3});
  const at::Tensor embedding = at::tensor({1.0f, 0.0f, 0.0f, 2.0f}).view({2, 2});
  const auto loss = [&](const at::Tensor& other_dimensions, const at::Tensor& other_embedding) {
    return agreement_loss(at::cat({dimensions, other_dimensions}), at::cat({embedding, other_embedding})).item<float>();
  };
  EXPECT_NEAR(loss(dimensions, embedding), 0, 1e-6);
  EXPECT_NEAR(loss(dimensions + 0.5, embedding), 0.25, 1e-6);
  EXPECT_NEAR(loss(dimensions, 3 * embedding), 0, 1e-6);
  EXPECT_NEAR(loss(dimensions, embedding.flip(0)), 1, 1e-6);
}

TEST(LossTest, AReversedGradientGoesUphill) {
  at::Tensor values = at::tensor({0.3f, -0.7f}).set_requires_grad(true);
  const at::Tensor reversed = reverse_gradient(values, 0.25);
  EXPECT_TRUE(at::equal(reversed, values));
  (at::tensor({2.0f, 4.0f}) * reversed).sum().backward();
  EXPECT_TRUE(at::equal(values.grad(), at::tensor({-0.5f, -1.0f})));
}

TEST(LossTest, TheTeachersProbabilitiesAreTheBestOnes) {
  const at::Tensor teacher = at::tensor({0.7f, 0.2f, 0.1f}).view({1, 3});
  for (const double temperature : {1.0, 3.0}) {
    at::Tensor logits = teacher.log().set_requires_grad(true);
    soft_category_loss(logits, teacher, temperature).backward();
    EXPECT_LT(logits.grad().abs().max().item<float>(), 1e-6);
  }
  const double entropy = -(0.7 * std::log(0.7) + 0.2 * std::log(0.2) + 0.1 * std::log(0.1));
  EXPECT_NEAR(soft_category_loss(teacher.log(), teacher, 1).item<float>(), entropy, 1e-6);
}

}  // namespace
}  // namespace affectus
