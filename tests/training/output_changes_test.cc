#include "training/output_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "affectus/error.h"
#include "failure.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(OutputChangesTest, SpreadMovesEstimatesAwayFromTheCentre) {
  StateTensors weights;
  weights["dimensions.weight"] = {.shape = {3, 2}, .values = {1, 2, 3, 4, 5, 6}};
  weights["dimensions.bias"] = {.shape = {3}, .values = {0.5F, 1, -1}};
  spread_outputs(weights, "dimensions", {0, 1, 1}, {2, 3, 1});
  // For the input (1, -1): -1 + .5 becomes -1; -1 + 1 lies 1 below the centre 1 and then 3; the last stays.
  EXPECT_THAT(weights.at("dimensions.weight").values, ElementsAre(2, 4, 9, 12, 5, 6));
  EXPECT_THAT(weights.at("dimensions.bias").values, ElementsAre(1, 1, -1));
}

TEST(OutputChangesTest, DeviationsAreSpreadAboutTheirMean) {
  TrainingSet set;
  for (const float deviation : {0.1F, 0.3F, std::numeric_limits<float>::quiet_NaN()})
    set.train.emplace_back().deviations = {deviation, 2 * deviation, std::numeric_limits<float>::quiet_NaN()};
  const std::array<float, 3> centre = mean_deviations_before_softplus(set);
  EXPECT_NEAR(std::log1p(std::exp(centre[0])), 0.2, 1e-6);
  EXPECT_NEAR(std::log1p(std::exp(centre[1])), 0.4, 1e-6);
  EXPECT_EQ(centre[2], 0);

  StateTensors weights;
  weights["deviations.weight"] = {.shape = {3, 1}, .values = {1, 2, 3}};
  weights["deviations.bias"] = {.shape = {3}, .values = {centre[0], centre[1], 1}};
  spread_outputs(weights, "deviations", centre, {0.5, 0.25, 1});
  EXPECT_THAT(weights.at("deviations.weight").values, ElementsAre(0.5, 0.5, 3));
  EXPECT_THAT(weights.at("deviations.bias").values, ElementsAre(centre[0], centre[1], 1)) << "an average voice stays so";
  StateTensors without;
  spread_outputs(without, "deviations", centre, {0.5, 0.25, 1});
  EXPECT_TRUE(without.empty());
}

TEST(OutputChangesTest, OddsOfCategoriesAreMultiplied) {
  StateTensors weights;
  weights["categories.bias"] = {.shape = {3}, .values = {0, 1, -1}};
  multiply_odds(weights, odds_of({"angry", "neutral", "sad"}, {{"neutral", 2}, {"sad", 0.5}}, "r.toml"));
  EXPECT_THAT(weights.at("categories.bias").values, ElementsAre(0, 1 + std::log(2.0F), -1 + std::log(0.5F)));
}

TEST(OutputChangesTest, OddsNameCategoriesOfTheTraining) {
  EXPECT_THAT(
      testing::failure(
          [] {
            odds_of({"angry", "sad"}, {{"calm", 2}}, "r.toml");
          },
          ErrorCode::invalid_argument),
      HasSubstr(
          "r.toml: 'category_odds' of [outputs]: expected categories of the training data (angry, sad), found 'calm'"));
  EXPECT_THAT(odds_of({"angry", "sad"}, {}, "r.toml"), ElementsAre(1, 1));
  StateTensors without_categories;
  multiply_odds(without_categories, odds_of({}, {}, "r.toml"));
}

}  // namespace
}  // namespace affectus
