#include "reproduction/familiarity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affectus/model_config.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<double> consecutive(std::size_t count, double first = 0) {
  std::vector<double> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(first + static_cast<double>(i));
  return all;
}

TEST(Familiarity, QuantilesOfASetAreItsOwnDistances) {
  EXPECT_EQ(distance_quantiles({{2.5}}), std::vector<double>(ModelConfig::distance_quantiles, 2.5));
  const std::vector<double> found = distance_quantiles({consecutive(100)});
  ASSERT_EQ(found.size(), ModelConfig::distance_quantiles);
  EXPECT_EQ(found[0], 0);
  for (std::size_t i = 1; i < found.size(); ++i) EXPECT_EQ(found[i], 5.0 * static_cast<double>(i) - 1) << i;
}

TEST(Familiarity, EachSetHasTheSameWeight) {
  const std::vector<double> found = distance_quantiles({consecutive(7000, 100), {1, 2}});
  EXPECT_EQ(found[0], 1);
  EXPECT_EQ(found[5], 1);   // 25 %
  EXPECT_EQ(found[10], 2);  // 50 %
  EXPECT_EQ(found[11], 100 + 699);
  EXPECT_EQ(found[20], 100 + 6999);
  EXPECT_THAT(distance_quantiles({consecutive(5), {}}), IsEmpty());
  EXPECT_THAT(distance_quantiles({}), IsEmpty());
}

// Utterance i of ten lies at i, and is missed by i, or by 9 - i.
Answers distant_answers(bool rises) {
  Answers result{.seed = 1, .utterances = {}};
  for (int i = 0; i < 10; ++i) {
    const double error = rises ? i : 9 - i;
    result.utterances.push_back(
        {.speaker = std::to_string(i % 3), .target = {1.0, {}, {}}, .prediction = {1 + error, {}, {}}, .distance = i});
  }
  return result;
}

TEST(Familiarity, FiguresAreMeansOverAnswers) {
  const std::vector<Answers> rising = {distant_answers(true)}, both = {distant_answers(true), distant_answers(false)};
  const FamiliarityFigures one = measure_familiarity(rising, 100, 1).value();
  EXPECT_NEAR(one.correlation.value, 1, 1e-12);
  EXPECT_EQ(one.correlation.resamples.size(), 100u);
  EXPECT_THAT(one.errors, ElementsAre(0.5, 2.5, 4.5, 6.5, 8.5));
  const FamiliarityFigures mean = measure_familiarity(both, 100, 1).value();
  EXPECT_NEAR(mean.correlation.value, 0, 1e-12);
  EXPECT_NEAR(mean.correlation.interval()->high, 0, 1e-12);  // the same are drawn for both
  for (const double error : mean.errors) EXPECT_NEAR(error, 4.5, 1e-12);
  EXPECT_EQ(distances_of(both).size(), 20u);
}

TEST(Familiarity, ModelsThatMeasureNoDistancesHaveNone) {
  std::vector<Answers> without = {distant_answers(true)};
  for (ScoredUtterance& one : without[0].utterances) one.distance.reset();
  EXPECT_FALSE(measure_familiarity(without, 100, 1));
  EXPECT_FALSE(measure_familiarity({}, 100, 1));
  EXPECT_THAT(distances_of(without), IsEmpty());
}

}  // namespace
}  // namespace affectus
