#include "saliency/saliency.h"

#include <gmock/gmock.h>

#include <limits>

#include "base/random.h"
#include "failure.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;

// Values: activation itself, valence with noise, noise, a constant, activation with its sign turned, dominance.
std::vector<UtteranceMeans> utterances() {
  RandomStream random{1};
  std::vector<UtteranceMeans> all;
  for (int i = 0; i < 200; ++i) {
    const double activation = random.uniform(1, 7), valence = random.uniform(1, 7), dominance = random.uniform(1, 7);
    const auto value = [](double number) { return static_cast<float>(number); };
    all.push_back({{value(activation), value(valence + random.uniform(-2, 2)), value(random.uniform()), 3.0F,
                    value(2 - activation + random.uniform(-0.2, 0.2)), value(dominance)},
                   {activation, valence, dominance}});
  }
  return all;
}

TEST(SaliencyTest, IsTheCorrelationOfTheMeans) {
  const auto values = saliency(utterances());
  ASSERT_EQ(values.size(), 6);
  EXPECT_NEAR(values[0].correlation[0], 1, 1e-6);
  EXPECT_GT(values[4].correlation[0], 0.99);
  EXPECT_NEAR(values[1].correlation[1], 0.83, 0.05);
  EXPECT_LT(values[2].strongest(), 0.2);
  EXPECT_EQ(values[3].strongest(), 0);
}

TEST(SaliencyTest, UnratedUtterancesAreLeftOut) {
  auto all = utterances();
  for (std::size_t i = 0; i < 100; ++i) {
    all[i].targets[0] = std::numeric_limits<double>::quiet_NaN();
    all[i].means[0] = 1000;
  }
  EXPECT_NEAR(saliency(all)[0].correlation[0], 1, 1e-6);
}

TEST(SaliencyTest, EveryDimensionHasItsTurn) {
  const auto all = utterances();
  EXPECT_THAT(select_salient(all, saliency(all), 3, 1), ElementsAre(0, 1, 5));
  EXPECT_THAT(select_salient(all, saliency(all), 4, 1), ElementsAre(0, 1, 4, 5));
  EXPECT_EQ(select_salient(all, saliency(all), 100, 1).size(), 6);
}

TEST(SaliencyTest, WhatIsAlikeComesLast) {
  const auto all = utterances();
  EXPECT_THAT(select_salient(all, saliency(all), 5, 0.95), ElementsAre(0, 1, 2, 3, 5));  // 4 is 0 with its sign turned
  EXPECT_EQ(select_salient(all, saliency(all), 6, 0.95).size(), 6);
}

TEST(SaliencyTest, TooFewUtterancesSayNothing) {
  testing::failure([] { saliency({{{1}, {1, 2, 3}}, {{2}, {2, 3, 4}}}); });
}

}  // namespace
}  // namespace affectus
