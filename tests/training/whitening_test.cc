#include "training/whitening.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "base/random.h"

namespace affectus {
namespace {

using ::testing::Each;

constexpr std::size_t embedding_width = 4;
using SmallEmbedding = std::array<float, embedding_width>;

// Around a mean, with standard deviations of 1, .5, .2 and .1 in directions that are no axes.
std::vector<SmallEmbedding> drawn_embeddings(std::size_t count, double smallest = 0.1) {
  RandomStream random{1};
  std::vector<SmallEmbedding> all;
  for (std::size_t i = 0; i < count; ++i) {
    const double a = random.normal(), b = 0.5 * random.normal(), c = 0.2 * random.normal(), d = smallest * random.normal();
    all.push_back({static_cast<float>(3 + 0.6 * a - 0.8 * d), static_cast<float>(-2 + 0.8 * a + 0.6 * d),
                   static_cast<float>(b), static_cast<float>(c)});
  }
  return all;
}

StateTensors whitened(const std::vector<SmallEmbedding>& all, std::size_t rank) {
  EmbeddingMoments moments(embedding_width);
  for (const SmallEmbedding& one : all) moments.add(one);
  return whitening(moments, rank);
}

std::vector<double> whitened_values(const StateTensors& tensors, const SmallEmbedding& embedding) {
  const StateTensor &weight = tensors.at("familiarity.weight"), &bias = tensors.at("familiarity.bias");
  std::vector<double> all;
  for (std::size_t row = 0; row < bias.values.size(); ++row) {
    all.push_back(bias.values[row]);
    for (std::size_t i = 0; i < embedding_width; ++i)
      all.back() += static_cast<double>(weight.values[row * embedding_width + i]) * embedding[i];
  }
  return all;
}

double whitened_distance(const StateTensors& tensors, const SmallEmbedding& embedding) {
  double squares = 0;
  const std::vector<double> all = whitened_values(tensors, embedding);
  for (const double value : all) squares += value * value;
  return squares / static_cast<double>(all.size());
}

double mean_distance(const StateTensors& tensors, const std::vector<SmallEmbedding>& all) {
  double sum = 0;
  for (const SmallEmbedding& one : all) sum += whitened_distance(tensors, one);
  return sum / static_cast<double>(all.size());
}

TEST(Whitening, MomentsAreThoseOfThePopulation) {
  EmbeddingMoments moments(2);
  for (const std::array<float, 2> one : {std::array{1.0F, 0.0F}, {3.0F, 4.0F}}) moments.add(one);
  EXPECT_THAT(moments.mean(), ::testing::ElementsAre(2, 2));
  EXPECT_THAT(moments.covariance(), ::testing::ElementsAre(1, 2, 2, 4));
}

TEST(Whitening, DistancesAre1OnAverageAndValuesDoNotCorrelate) {
  const std::vector<SmallEmbedding> all = drawn_embeddings(5000);
  for (const std::size_t rank : {std::size_t{1}, std::size_t{2}, embedding_width}) {
    const StateTensors tensors = whitened(all, rank);
    EXPECT_EQ(tensors.at("familiarity.weight").shape, (std::vector<std::size_t>{rank, embedding_width}));
    EXPECT_NEAR(mean_distance(tensors, all), 1, 1e-4) << rank;
  }
  const StateTensors tensors = whitened(all, embedding_width);
  for (std::size_t i = 0; i < embedding_width; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (const SmallEmbedding& one : all)
        sum += whitened_values(tensors, one)[i] * whitened_values(tensors, one)[j] / 5000;
      EXPECT_NEAR(sum, i == j ? 1 : 0, i == j ? 0.05 : 1e-3) << i << ' ' << j;  // the smallest are shrunk the most
    }
}

TEST(Whitening, TheDirectionsOfLeastVarianceTellFirst) {
  const StateTensors tensors = whitened(drawn_embeddings(5000), 2);
  const SmallEmbedding mean = {3, -2, 0, 0};
  EXPECT_LT(whitened_distance(tensors, {3.6F, -1.2F, 0, 0}), 0.1);  // in the direction of most variance
  EXPECT_GT(whitened_distance(tensors, {2.2F, -1.4F, 0, 0}), 20);   // in that of least
  EXPECT_GT(whitened_distance(tensors, {3, -2, 0, 1}), 5);
  EXPECT_LT(whitened_distance(tensors, mean), 0.1);
}

TEST(Whitening, WhereNothingVariesItIsFinite) {
  for (const std::vector<SmallEmbedding>& all :
       {drawn_embeddings(50, /*smallest=*/0), std::vector<SmallEmbedding>(50, {1, 2, 3, 4})})
    for (const std::size_t rank : {std::size_t{1}, embedding_width})
      for (const auto& [name, tensor] : whitened(all, rank))
        EXPECT_THAT(tensor.values, Each(::testing::Truly([](float value) { return std::isfinite(value); }))) << name;
}

}  // namespace
}  // namespace affectus
