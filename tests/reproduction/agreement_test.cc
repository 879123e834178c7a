#include "reproduction/agreement.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace affectus {
namespace {

// 12 speakers with 10 utterances each, whose answers are the targets, scaled about 4 and with noise.
Answers answers(std::uint64_t seed, double scale, double noise) {
  Answers result{.seed = seed, .utterances = {}};
  RandomStream targets{1}, random{seed, 2};
  for (int i = 0; i < 120; ++i) {
    const double target = targets.uniform(1, 7);
    const double said = 4 + scale * (target - 4) + noise * random.normal();
    result.utterances.push_back({.file = std::to_string(i),
                                 .speaker = std::to_string(i % 12),
                                 .category = i % 2 == 0 ? "happy" : "sad",
                                 .target = {target, target, std::nullopt},
                                 .prediction = {said, target, said},
                                 .predicted_category = i % 4 == 0   ? "sad"
                                                       : i % 2 == 0 ? "happy"
                                                                    : "sad"});
  }
  return result;
}

SystemAnswers system_of(double scale, double noise) {
  return {.answers = {answers(1, scale, noise), answers(2, scale, noise)}, .categories = {"happy", "sad"}};
}

TEST(Agreement, OfKnownAnswersIsKnown) {
  const SetAgreement agreement = measure_agreement({system_of(0.5, 0)}, 200, 1, 2);
  EXPECT_EQ(agreement.utterances, 120u);
  EXPECT_EQ(agreement.speakers, 12u);
  const SystemAgreement& own = agreement.systems[0];
  // Half the spread, and the means differ by half the targets' distance from 4: 2 s / (1 + s^2 + d^2 / var) with s = .5.
  double mean = 0, square = 0;
  for (const ScoredUtterance& one : answers(1, 1, 0).utterances) mean += *one.target[0] / 120;
  for (const ScoredUtterance& one : answers(1, 1, 0).utterances) square += std::pow(*one.target[0] - mean, 2) / 120;
  const double distance = 0.5 * (mean - 4);
  EXPECT_NEAR(own.concordance[0].value, 1 / (1.25 + distance * distance / square), 1e-12);
  EXPECT_NEAR(own.concordance[1].value, 1, 1e-12);
  EXPECT_NEAR(own.concordance[1].interval()->low, 1, 1e-12);
  EXPECT_TRUE(std::isnan(own.concordance[2].value));
  EXPECT_FALSE(own.concordance[2].interval());
  ASSERT_TRUE(own.unweighted_recall);
  EXPECT_NEAR(own.unweighted_recall->value, 0.75, 1e-12);  // half of the happy, all of the sad
}

TEST(Agreement, TheMeanOverSeedsIsTheMeanOfTheirFigures) {
  const SystemAnswers both = system_of(0.7, 1);
  const SetAgreement together = measure_agreement({both}, 100, 1, 1);
  const SetAgreement first = measure_agreement({{{both.answers[0]}, {}}}, 100, 1, 1);
  const SetAgreement second = measure_agreement({{{both.answers[1]}, {}}}, 100, 1, 1);
  const auto figure = [](const SetAgreement& one) -> const ResampledFigure& { return one.systems[0].concordance[0]; };
  EXPECT_DOUBLE_EQ(figure(together).value, (figure(first).value + figure(second).value) / 2);
  EXPECT_DOUBLE_EQ(figure(together).by_answers[1], figure(second).value);
  for (std::size_t i = 0; i < 100; ++i)
    EXPECT_DOUBLE_EQ(figure(together).resamples[i], (figure(first).resamples[i] + figure(second).resamples[i]) / 2);
  EXPECT_FALSE(first.systems[0].unweighted_recall);
}

TEST(Agreement, DifferencesArePaired) {
  const SetAgreement agreement = measure_agreement({system_of(0.7, 1), system_of(0.7, 1), system_of(0.8, 1)}, 200, 1, 3);
  const ResampledFigure same = agreement.systems[0].concordance[0].minus(agreement.systems[1].concordance[0]);
  EXPECT_EQ(same.value, 0);
  EXPECT_EQ(same.interval()->low, 0);
  EXPECT_EQ(same.interval()->high, 0);
  const ResampledFigure gain = agreement.systems[2].concordance[0].minus(agreement.systems[0].concordance[0]);
  const auto interval = agreement.systems[2].concordance[0].interval();
  EXPECT_LT(gain.interval()->high - gain.interval()->low, (interval->high - interval->low) / 2);
}

TEST(Agreement, DoesNotDependOnThreadsAndCountsOnlyWhatAllScored) {
  std::vector<SystemAnswers> systems = {system_of(0.7, 1), system_of(0.5, 1)};
  systems[1].answers[1].utterances.erase(systems[1].answers[1].utterances.begin() + 7);
  const SetAgreement one = measure_agreement(systems, 120, 1, 1), many = measure_agreement(systems, 120, 1, 4);
  EXPECT_EQ(one.utterances, 119u);
  EXPECT_EQ(one.systems[1].concordance[0].resamples, many.systems[1].concordance[0].resamples);
}

TEST(Agreement, OfNothingIsEmpty) {
  const SetAgreement agreement = measure_agreement({{{{.seed = 1, .utterances = {}}}, {}}}, 100, 1, 1);
  EXPECT_EQ(agreement.utterances, 0u);
  EXPECT_FALSE(agreement.systems[0].concordance[0].interval());
}

}  // namespace
}  // namespace affectus
