#include "reproduction/shift.h"

#include <gtest/gtest.h>

#include <cmath>

namespace affectus {
namespace {

ScoredUtterance utterance(const std::string& file, double activation) {
  return {.file = file, .speaker = "of " + file, .prediction = {activation, 4.0, activation / 2}};
}

// In two conditions an utterance is said to be 3 and 5, another 4 and 4.
ConditionAnswers two_conditions() {
  return {{utterance("a", 3), utterance("b", 4)}, {utterance("b", 4), utterance("a", 5)}};
}

TEST(Shift, IsTheSpreadOverConditionsByThatOfAllEstimates) {
  const auto shift = measure_shift({two_conditions()}, 100, 1);
  // Standard deviations 1 and 0, in the mean 1/2; of 3, 4, 5, 4 it is the root of 1/2.
  EXPECT_NEAR(shift[0].value, 0.5 / std::sqrt(0.5), 1e-12);
  EXPECT_NEAR(shift[2].value, shift[0].value, 1e-12);  // another scale
  EXPECT_TRUE(std::isnan(shift[1].value));             // all estimates are the same
  EXPECT_EQ(shift[0].resamples.size(), 100u);
  EXPECT_FALSE(shift[1].interval());
}

TEST(Shift, RunsFrom0To1) {
  const auto of = [](double first, double second, double first_there, double second_there) {
    return measure_shift({{{utterance("a", first), utterance("b", second)},
                           {utterance("a", first_there), utterance("b", second_there)}}},
                         100, 1)[0]
        .value;
  };
  EXPECT_NEAR(of(1, 7, 1, 7), 0, 1e-12);
  EXPECT_NEAR(of(2, 2, 6, 6), 1, 1e-12);
}

TEST(Shift, IsTheMeanOverRunsOfWhatIsInAllConditions) {
  ConditionAnswers one = two_conditions(), other = two_conditions();
  other[0].push_back(utterance("c", 7));  // could not be read in the other condition
  other[1][1] = utterance("a", 3);        // does not shift
  const auto shift = measure_shift({one, other}, 100, 1);
  EXPECT_NEAR(shift[0].value, 0.25 / std::sqrt(0.5), 1e-12);
  EXPECT_EQ(shift[0].by_answers.size(), 2u);
  EXPECT_NEAR(shift[0].by_answers[1], 0, 1e-12);
}

TEST(Shift, OfNothingIsUndefined) {
  const auto shift = measure_shift({{{}, {}}}, 100, 1);
  EXPECT_TRUE(std::isnan(shift[0].value));
  EXPECT_FALSE(shift[0].interval());
}

}  // namespace
}  // namespace affectus
