#include "evaluation/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace affectus {
namespace {

TEST(Bootstrap, RandomnessIsTheSameEverywhere) {
  // The first output of SplitMix64 for the seed 0 is 0xe220a8397b1dcdaf (the reference code by Vigna).
  Randomness randomness(0);
  EXPECT_EQ(randomness.below(std::size_t{1} << 32), 0x7b1dcdafu);
}

TEST(Bootstrap, DrawsWholeGroupsWithTheirSizes) {
  const std::vector<std::vector<std::size_t>> groups = {{0}, {1, 2}, {3, 4, 5}};
  Randomness randomness(1);
  std::vector<std::size_t> drawn, counts(6);
  for (int i = 0; i < 30000; ++i) {
    resample(groups, randomness, drawn);
    ASSERT_GE(drawn.size(), 3u);
    ASSERT_LE(drawn.size(), 9u);
    for (const std::size_t member : drawn) ++counts[member];
  }
  // Each member is drawn once on average; the standard error of the counts is below 1 %.
  for (const std::size_t count : counts) EXPECT_NEAR(static_cast<double>(count), 30000, 1200);
}

TEST(Bootstrap, QuantilesAreInterpolated) {
  std::vector<double> values = {4, 1, 3, 2};
  EXPECT_DOUBLE_EQ(quantile(values, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(values, 1), 4);
  EXPECT_DOUBLE_EQ(quantile(values, 0.5), 2.5);
  std::vector<double> one = {7};
  EXPECT_DOUBLE_EQ(quantile(one, 0.975), 7);
}

TEST(Bootstrap, IntervalsAreOfWhatIsDefined) {
  std::vector<double> values(41);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
  values.push_back(std::nan(""));
  const ConfidenceInterval interval = percentile_interval(values).value();
  EXPECT_DOUBLE_EQ(interval.low, 1);
  EXPECT_DOUBLE_EQ(interval.high, 39);
  EXPECT_FALSE(percentile_interval({std::nan("")}));
  EXPECT_FALSE(bootstrap_interval({}, 100, 1, [](const auto&) { return 1.0; }));
  // Each resample of one speaker has as many utterances.
  EXPECT_EQ(bootstrap_interval({"a", "a", "a"}, 100, 1, [](const auto& drawn) { return drawn.size(); })->low, 3);
}

}  // namespace
}  // namespace affectus
