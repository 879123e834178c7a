#include "evaluation/resampled_figures.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/random.h"
#include "evaluation/concordance.h"

namespace affectus {
namespace {

const std::vector<double> predictions = {3.1, 4.2, 2.4, 5.9, 4.4}, targets = {2.5, 4.1, 3.0, 6.2, 4.9};

TEST(ResampledFigures, OfAllAreThoseOfEachUtteranceOnce) {
  const std::vector<std::size_t> all = {0, 1, 2, 3, 4};
  const DrawnSums sums = drawn_sums(predictions, targets, 4, all);
  EXPECT_NEAR(sums.concordance(), concordance_correlation(predictions, targets), 1e-12);
  EXPECT_NEAR(sums.pearson(), pearson_correlation(predictions, targets), 1e-12);
  EXPECT_NEAR(sums.bias(), bias(predictions, targets), 1e-12);
  EXPECT_EQ(resampled_concordance(predictions, targets, 4, all), sums.concordance());
}

TEST(ResampledFigures, UtterancesCountAsOftenAsTheyAreDrawnIfTheyHaveATarget) {
  std::vector<double> rated = targets;
  rated[1] = std::nan("");
  const std::vector<std::size_t> drawn = {0, 0, 3, 1, 4};
  const std::vector<double> x = {3.1, 3.1, 5.9, 4.4}, y = {2.5, 2.5, 6.2, 4.9};
  const DrawnSums sums = drawn_sums(predictions, rated, 4, drawn);
  EXPECT_EQ(sums.count, 4);
  EXPECT_NEAR(sums.pearson(), pearson_correlation(x, y), 1e-12);
  EXPECT_NEAR(sums.bias(), bias(x, y), 1e-12);
}

TEST(ResampledFigures, SpreadIsTheRatioOfStandardDeviations) {
  const std::vector<double> x = {3, 5}, y = {1, 5}, constant = {4.1, 4.1};
  const std::vector<std::size_t> all = {0, 1};
  EXPECT_NEAR(drawn_sums(x, y, 3, all).spread(), 0.5, 1e-12);
  EXPECT_EQ(drawn_sums(constant, y, 4.1, all).spread(), 0);
  EXPECT_TRUE(std::isnan(drawn_sums(x, constant, 4.1, all).spread()));
}

TEST(ResampledFigures, WhatIsEqualUpToRoundingHasNoCorrelation) {
  const std::vector<double> constant(5, 1.0 / 3);
  const std::vector<std::size_t> all = {0, 1, 2, 3, 4};
  EXPECT_TRUE(std::isnan(drawn_sums(constant, targets, 4.14, all).pearson()));
  EXPECT_TRUE(std::isnan(drawn_sums(predictions, {}, 4, {}).pearson()));
}

TEST(ResampledFigures, WithinGroupsIsTheCorrelationOfDistancesFromTheirMeans) {
  RandomStream random{1};
  std::vector<double> x, y, x_within, y_within;
  std::vector<std::size_t> group, all;
  for (std::size_t i = 0; i < 40; ++i) {
    group.push_back(i % 4);
    y.push_back(4 + 3 * static_cast<double>(i % 4) + random.normal());
    x.push_back(y.back() + random.normal());
    all.push_back(i);
  }
  const auto mean_of_group = [&](const std::vector<double>& values, std::size_t wanted) {
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) sum += group[i] == wanted ? values[i] / 10 : 0;
    return sum;
  };
  for (std::size_t i = 0; i < 40; ++i) {
    x_within.push_back(x[i] - mean_of_group(x, group[i]));
    y_within.push_back(y[i] - mean_of_group(y, group[i]));
  }
  EXPECT_NEAR(correlation_within(x, y, group, 4, 4, all), pearson_correlation(x_within, y_within), 1e-12);
  EXPECT_GT(pearson_correlation(x, y), correlation_within(x, y, group, 4, 4, all) + 0.1);
  // Others are left out; a group of one says nothing.
  std::vector<std::size_t> others = group;
  for (std::size_t i = 20; i < 40; ++i) others[i] = 4;
  const std::vector<std::size_t> first(all.begin(), all.begin() + 20);
  EXPECT_EQ(correlation_within(x, y, others, 4, 4, all), correlation_within(x, y, group, 4, 4, first));
  EXPECT_TRUE(std::isnan(correlation_within(x, y, all, 40, 4, all)));
}

// By sorting the drawn values: the mean place of those that are equal.
std::vector<double> ranks_of(const std::vector<double>& values) {
  std::vector<double> ranks;
  for (const double value : values) {
    const auto below = std::ranges::count_if(values, [&](double one) { return one < value; });
    const auto equal = std::ranges::count(values, value);
    ranks.push_back(static_cast<double>(below) + static_cast<double>(equal + 1) / 2);
  }
  return ranks;
}

TEST(ResampledFigures, RankCorrelationIsPearsonsOfTheRanksAmongTheDrawn) {
  RandomStream random{3};
  std::vector<double> x, y;
  for (int i = 0; i < 60; ++i) {
    x.push_back(std::round(random.uniform(0, 20)) / 8);  // some are equal
    y.push_back(x.back() + random.uniform(-1, 1));
  }
  const std::vector<std::size_t> x_places = places_of(x), y_places = places_of(y);
  for (int repeat = 0; repeat < 20; ++repeat) {
    std::vector<std::size_t> drawn;
    std::vector<double> drawn_x, drawn_y;
    for (int i = 0; i < 45; ++i) {
      drawn.push_back(static_cast<std::size_t>(random.uniform(0, 59.9)));
      drawn_x.push_back(x[drawn.back()]);
      drawn_y.push_back(y[drawn.back()]);
    }
    EXPECT_NEAR(rank_correlation(x_places, y_places, drawn), pearson_correlation(ranks_of(drawn_x), ranks_of(drawn_y)),
                1e-12);
  }
}

TEST(ResampledFigures, RankCorrelationOfConstantsIsNotDefined) {
  const std::vector<std::size_t> same(3, 0), rising = {0, 1, 2}, all = {0, 1, 2}, twice = {1, 1};
  EXPECT_TRUE(std::isnan(rank_correlation(same, rising, all)));
  EXPECT_TRUE(std::isnan(rank_correlation(rising, same, all)));
  EXPECT_TRUE(std::isnan(rank_correlation(rising, rising, twice)));
  EXPECT_TRUE(std::isnan(rank_correlation(rising, rising, {})));
  EXPECT_NEAR(rank_correlation(rising, rising, all), 1, 1e-12);
}

}  // namespace
}  // namespace affectus
