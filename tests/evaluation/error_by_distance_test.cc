#include "evaluation/error_by_distance.h"

#include <gmock/gmock.h>

#include <cmath>

#include "evaluation/evaluation.h"

namespace affectus {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Whose activation is missed by `error`, and whose valence by nothing.
ScoredUtterance utterance_at(double distance, double error, const std::string& speaker = "ann") {
  return {.speaker = speaker, .target = {3.0, 2.0, {}}, .prediction = {3.0 + error, 2.0, 4.0}, .distance = distance};
}

TEST(ErrorByDistance, GroupsAreEqualAndTheNearestComesFirst) {
  std::vector<ScoredUtterance> utterances;
  for (const int i : {7, 0, 9, 3, 1, 8, 5, 2, 6, 4}) utterances.push_back(utterance_at(i, i % 2 == 0 ? i : -i));
  const ErrorByDistance found = error_by_distance(utterances, 100, 1).value();
  EXPECT_EQ(found.count, 10u);
  EXPECT_THAT(found.errors, ElementsAre(0.25, 1.25, 2.25, 3.25, 4.25));  // the mean of two dimensions, of two utterances
  EXPECT_NEAR(found.correlation.value(), 1, 1e-12);
  EXPECT_EQ(found.resamples.size(), 100u);
  EXPECT_NEAR(found.interval()->low, 1, 1e-12);
}

TEST(ErrorByDistance, TheCorrelationIsThatOfRanks) {
  const std::vector<ScoredUtterance> utterances = {utterance_at(1, 0), utterance_at(10, 2), utterance_at(100, 1)};
  const ErrorByDistance found = error_by_distance(utterances, 100, 1).value();
  EXPECT_NEAR(found.correlation.value(), 0.5, 1e-12);
  EXPECT_THAT(found.errors, ElementsAre(0, 1, 0.5));
}

TEST(ErrorByDistance, WhatHasNoDistanceOrNoErrorIsLeftOut) {
  std::vector<ScoredUtterance> utterances = {utterance_at(1, 1), utterance_at(2, 3), utterance_at(3, 5), utterance_at(4, 7)};
  utterances[0].distance.reset();
  utterances[1].target = {};
  utterances[2].prediction[0] = std::nan("");
  const ErrorByDistance found = error_by_distance(utterances, 100, 1).value();
  EXPECT_EQ(found.count, 2u);
  EXPECT_THAT(found.errors, ElementsAre(0, 3.5));
  for (ScoredUtterance& one : utterances) one.distance.reset();
  EXPECT_FALSE(error_by_distance(utterances, 100, 1));
  EXPECT_FALSE(evaluate(utterances, {.resamples = 100}).by_distance);
}

TEST(ErrorByDistance, OfConstantsHasNoCorrelation) {
  const ErrorByDistance found = error_by_distance({utterance_at(2, 1), utterance_at(2, 3)}, 100, 1).value();
  EXPECT_FALSE(found.correlation || found.interval());
  EXPECT_THAT(found.resamples, IsEmpty());
  EXPECT_THAT(found.errors, ElementsAre(0.5, 1.5));
}

TEST(ErrorByDistance, IntervalsAreThoseOfTheOtherFigures) {
  std::vector<ScoredUtterance> utterances;
  for (int i = 0; i < 60; ++i)
    utterances.push_back(utterance_at(i * 37 % 60, 0.1 * (i * 23 % 60), "speaker " + std::to_string(i % 6)));
  const Evaluation evaluation = evaluate(utterances, {.resamples = 200, .seed = 3});
  EXPECT_EQ(evaluation.by_distance->resamples, error_by_distance(utterances, 200, 3)->resamples);
  EXPECT_LT(evaluation.by_distance->interval()->low, *evaluation.by_distance->correlation);
  EXPECT_GT(evaluation.by_distance->interval()->high, *evaluation.by_distance->correlation);
}

}  // namespace
}  // namespace affectus
