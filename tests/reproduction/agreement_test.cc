#include "reproduction/agreement.h"

#include <gtest/gtest.h>

#include <array>
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
  EXPECT_NEAR(own.dimensions[0].concordance.value, 1 / (1.25 + distance * distance / square), 1e-12);
  EXPECT_NEAR(own.dimensions[1].concordance.value, 1, 1e-12);
  EXPECT_NEAR(own.dimensions[1].concordance.interval()->low, 1, 1e-12);
  EXPECT_TRUE(std::isnan(own.dimensions[2].concordance.value));
  EXPECT_FALSE(own.dimensions[2].concordance.interval());
  ASSERT_TRUE(own.unweighted_recall);
  EXPECT_NEAR(own.unweighted_recall->value, 0.75, 1e-12);  // half of the happy, all of the sad
}

TEST(Agreement, TheMeanOverSeedsIsTheMeanOfTheirFigures) {
  const SystemAnswers both = system_of(0.7, 1);
  const SetAgreement together = measure_agreement({both}, 100, 1, 1);
  const SetAgreement first = measure_agreement({{{both.answers[0]}, {}}}, 100, 1, 1);
  const SetAgreement second = measure_agreement({{{both.answers[1]}, {}}}, 100, 1, 1);
  const auto figure = [](const SetAgreement& one) -> const ResampledFigure& {
    return one.systems[0].dimensions[0].concordance;
  };
  EXPECT_DOUBLE_EQ(figure(together).value, (figure(first).value + figure(second).value) / 2);
  EXPECT_DOUBLE_EQ(figure(together).by_answers[1], figure(second).value);
  for (std::size_t i = 0; i < 100; ++i)
    EXPECT_DOUBLE_EQ(figure(together).resamples[i], (figure(first).resamples[i] + figure(second).resamples[i]) / 2);
  EXPECT_FALSE(first.systems[0].unweighted_recall);
}

TEST(Agreement, DifferencesArePaired) {
  const SetAgreement agreement = measure_agreement({system_of(0.7, 1), system_of(0.7, 1), system_of(0.8, 1)}, 200, 1, 3);
  const ResampledFigure same =
      agreement.systems[0].dimensions[0].concordance.minus(agreement.systems[1].dimensions[0].concordance);
  EXPECT_EQ(same.value, 0);
  EXPECT_EQ(same.interval()->low, 0);
  EXPECT_EQ(same.interval()->high, 0);
  const ResampledFigure gain =
      agreement.systems[2].dimensions[0].concordance.minus(agreement.systems[0].dimensions[0].concordance);
  const auto interval = agreement.systems[2].dimensions[0].concordance.interval();
  EXPECT_LT(gain.interval()->high - gain.interval()->low, (interval->high - interval->low) / 2);
}

TEST(Agreement, DoesNotDependOnThreadsAndCountsOnlyWhatAllScored) {
  std::vector<SystemAnswers> systems = {system_of(0.7, 1), system_of(0.5, 1)};
  systems[1].answers[1].utterances.erase(systems[1].answers[1].utterances.begin() + 7);
  const SetAgreement one = measure_agreement(systems, 120, 1, 1), many = measure_agreement(systems, 120, 1, 4);
  EXPECT_EQ(one.utterances, 119u);
  EXPECT_EQ(one.systems[1].dimensions[0].concordance.resamples, many.systems[1].dimensions[0].concordance.resamples);
}

TEST(Agreement, RecordingsThatLayElsewhereAreTheSame) {
  std::vector<SystemAnswers> systems = {system_of(0.7, 1), system_of(0.5, 1)};
  const SetAgreement one = measure_agreement(systems, 100, 1, 1);
  // Of two files of each name, the folder tells which.
  const auto move = [](Answers& answers, const std::string& folder) {
    for (ScoredUtterance& utterance : answers.utterances) {
      const int number = std::stoi(utterance.file);
      utterance.file = folder + "/" + std::to_string(number % 2) + "/" + std::to_string(100 + number / 2) + ".wav";
    }
  };
  move(systems[0].answers[0], "corpora/tones");
  move(systems[0].answers[1], "results/corpora/../../corpora/tones");
  move(systems[1].answers[0], "/data/tones");
  move(systems[1].answers[1], "../tones");
  const SetAgreement moved = measure_agreement(systems, 100, 1, 1);
  EXPECT_EQ(moved.utterances, 120u);
  EXPECT_NEAR(moved.systems[1].dimensions[0].concordance.value, one.systems[1].dimensions[0].concordance.value, 1e-12);
  systems[1].answers[1].utterances.erase(systems[1].answers[1].utterances.begin() + 7);
  EXPECT_EQ(measure_agreement(systems, 100, 1, 1).utterances, 119u);
}

// Of one speaker's predictions and targets; the second dimension's targets are all the same.
SetAgreement of(const std::vector<std::array<double, 2>>& pairs, const std::vector<std::string>& sentences) {
  Answers answers;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    answers.utterances.push_back({.file = std::to_string(i),
                                  .speaker = "ann",
                                  .sentence = sentences[i],
                                  .target = {pairs[i][1], 2.0, std::nullopt},
                                  .prediction = {pairs[i][0], pairs[i][0], pairs[i][0]}});
  return measure_agreement({{.answers = {answers}, .categories = {}}}, 100, 1, 1);
}

TEST(Agreement, OrderAndCalibrationAreToldApart) {
  const SetAgreement agreement = of({{3, 1}, {4, 3}, {5, 5}}, {"", "", ""});
  const DimensionFigures& figures = agreement.systems[0].dimensions[0];
  EXPECT_NEAR(figures.pearson.value, 1, 1e-12);
  EXPECT_NEAR(figures.bias.value, 1, 1e-12);
  EXPECT_NEAR(figures.spread.value, 0.5, 1e-12);
  EXPECT_NEAR(figures.concordance.value, 2 * (4.0 / 3) / (2.0 / 3 + 8.0 / 3 + 1), 1e-12);
  EXPECT_FALSE(figures.tone);
  const DimensionFigures& constant = agreement.systems[0].dimensions[1];
  EXPECT_TRUE(std::isnan(constant.pearson.value));
  EXPECT_TRUE(std::isnan(constant.spread.value));
  EXPECT_NEAR(constant.bias.value, 2, 1e-12);
}

TEST(Agreement, ToneIsWhatChangesWithinASentence) {
  // Distances from the sentences' means: predictions -1, 1 and 1, -1, targets -1, 1 and -3, 3. A sentence that was said once
  // or is not known adds nothing.
  const SetAgreement agreement =
      of({{1, 1}, {3, 3}, {6, 4}, {4, 10}, {7, 7}, {2, 6}}, {"one", "one", "two", "two", "once", ""});
  const ResampledFigure& tone = agreement.systems[0].dimensions[0].tone.value();
  EXPECT_NEAR(tone.value, (2 - 6) / std::sqrt(4.0 * (2 + 18)), 1e-12);
  EXPECT_EQ(tone.resamples.size(), 100u);
}

TEST(Agreement, DeviationsAreComparedWhereRatersAndAllAnswersHaveThem) {
  const auto deviating = [](double direction) {
    Answers result = answers(1, 1, 0);
    for (std::size_t i = 0; i < result.utterances.size(); ++i) {
      const double deviation = 1 + static_cast<double>(i % 7) / 7;
      result.utterances[i].target_deviation = {deviation, std::nullopt, 1.0};
      result.utterances[i].predicted_deviation = {2 + direction * deviation, deviation, deviation};
    }
    result.utterances[3].target_deviation[0].reset();  // not known of each
    return result;
  };
  const auto figure = [](const std::vector<Answers>& answers, std::size_t dimension) {
    const SetAgreement agreement = measure_agreement({{.answers = answers, .categories = {}}}, 100, 1, 1);
    return agreement.systems[0].dimensions[dimension].deviation_pearson;
  };
  EXPECT_NEAR(figure({deviating(0.5)}, 0)->value, 1, 1e-12);
  EXPECT_NEAR(figure({deviating(0.5)}, 0)->interval()->low, 1, 1e-12);
  EXPECT_NEAR(figure({deviating(0.5), deviating(-1)}, 0)->value, 0, 1e-12);  // the mean of 1 and -1
  EXPECT_TRUE(std::isnan(figure({deviating(0.5)}, 1)->value));
  EXPECT_TRUE(std::isnan(figure({deviating(0.5)}, 2)->value));  // raters disagree equally far
  Answers without = deviating(0.5);
  for (ScoredUtterance& one : without.utterances) one.predicted_deviation = {};
  EXPECT_FALSE(figure({deviating(0.5), without}, 0));
  EXPECT_FALSE(figure({answers(1, 1, 0)}, 0));
}

TEST(Agreement, TheScoreIsTheMeanOfTheRatedDimensions) {
  const SetAgreement agreement = measure_agreement({system_of(0.5, 0)}, 100, 1, 1);
  EXPECT_EQ(agreement.is_rated, (std::array<bool, 3>{true, true, false}));
  const SystemAgreement& own = agreement.systems[0];
  const ResampledFigure score = own.score(agreement.is_rated);
  const auto mean = [&](const auto& member) {
    return (member(own.dimensions[0].concordance) + member(own.dimensions[1].concordance)) / 2;
  };
  EXPECT_DOUBLE_EQ(score.value, mean([](const ResampledFigure& one) { return one.value; }));
  EXPECT_DOUBLE_EQ(score.by_answers[1], mean([](const ResampledFigure& one) { return one.by_answers[1]; }));
  EXPECT_DOUBLE_EQ(score.resamples[7], mean([](const ResampledFigure& one) { return one.resamples[7]; }));
  EXPECT_TRUE(std::isnan(own.score({}).value));
  EXPECT_FALSE(of({{1, 1}, {2, 2}}, {"", ""}).is_rated[1]);  // targets are all the same
}

TEST(Agreement, OfNothingIsEmpty) {
  const SetAgreement agreement = measure_agreement({{{{.seed = 1, .utterances = {}}}, {}}}, 100, 1, 1);
  EXPECT_EQ(agreement.utterances, 0u);
  EXPECT_FALSE(agreement.systems[0].dimensions[0].concordance.interval());
}

}  // namespace
}  // namespace affectus
