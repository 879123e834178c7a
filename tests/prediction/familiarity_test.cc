#include "prediction/familiarity.h"

#include <gmock/gmock.h>

#include <array>
#include <memory>
#include <vector>

#include "model/sample_network.h"
#include "prediction/signal_warnings.h"
#include "prediction/window_rows.h"
#include "prediction/windows.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::array unseen_distances = {1.0, 2.0, 2.0, 6.0, 8.0};

TEST(Familiarity, IsTheShareOfUnseenUtterancesThatLieFarther) {
  for (const double near : {0.0, 0.5, 1.0}) EXPECT_EQ(familiarity_of(near, unseen_distances), 1) << near;
  EXPECT_DOUBLE_EQ(familiarity_of(1.5, unseen_distances), 1 - 0.25 / 2);
  EXPECT_DOUBLE_EQ(familiarity_of(2, unseen_distances), 0.5);  // two quantiles are the same
  EXPECT_DOUBLE_EQ(familiarity_of(5, unseen_distances), 0.25 + 0.25 / 4);
  for (const double far : {8.0, 9.0, 1e9}) EXPECT_EQ(familiarity_of(far, unseen_distances), 0) << far;
}

EmotionSegment familiar_row(std::optional<double> familiarity, float speech = 1) {
  EmotionSegment one{.start_s = 0, .end_s = 1, .speech = speech, .familiarity = familiarity};
  judge_depth(one);
  return one;
}

TEST(Familiarity, TooLittleOfItIsWarnedOfWhereThereIsSpeech) {
  EXPECT_THAT(familiar_row(0.04).warnings, ElementsAre(Warning::out_of_depth));
  EXPECT_THAT(familiar_row(least_familiarity).warnings, IsEmpty());
  EXPECT_THAT(familiar_row(0.0, /*speech=*/0).warnings, IsEmpty());
  EXPECT_THAT(familiar_row({}).warnings, IsEmpty());
  EmotionSegment other{.speech = 1, .familiarity = 0.0, .warnings = {Warning::gap, Warning::beyond_end}};
  judge_depth(other);
  judge_depth(other);
  EXPECT_THAT(other.warnings, ElementsAre(Warning::gap, Warning::out_of_depth, Warning::beyond_end));
}

TEST(Familiarity, OfSeveralWindowsIsTheirAverage) {
  const EmotionSegment near = familiar_row(0.5), far = familiar_row(0.0);
  const EmotionSegment both = average_over_speech(std::vector{near, far});
  EXPECT_DOUBLE_EQ(*both.familiarity, 0.25);
  EXPECT_THAT(both.warnings, IsEmpty());
  EXPECT_THAT(average_over_speech(std::vector{far, far}).warnings, ElementsAre(Warning::out_of_depth));
}

TEST(Familiarity, IsThatOfTheModelsDistances) {
  ModelConfig config = testing::wrapped_model()->config();
  WindowEstimate estimate;
  estimate.dimensions = {0, 0, 0};
  estimate.speech = 1;
  const auto made = [&] {
    WindowEstimate copy = estimate;
    return make_row(config, {}, {}, copy);
  };
  EXPECT_FALSE(made().familiarity || made().distance);
  estimate.distance = 5.0F;
  EXPECT_EQ(made().distance, 5);
  EXPECT_FALSE(made().familiarity);  // how far unseen utterances lie is not known
  config.familiarity_distances = {unseen_distances.begin(), unseen_distances.end()};
  EXPECT_DOUBLE_EQ(made().familiarity.value(), 0.3125);
  EXPECT_THAT(made().warnings, IsEmpty());
  estimate.distance = 7.9F;
  EXPECT_THAT(made().warnings, ElementsAre(Warning::out_of_depth));
}

TEST(Familiarity, ASignalIsWarnedOfWhereMostOfItsSpeechLacksIt) {
  const auto warnings = [](const std::vector<EmotionSegment>& rows) {
    SignalWarnings of_rows;
    of_rows.see(rows);
    std::vector<Warning> all;
    of_rows.add_to(all);
    return all;
  };
  EXPECT_THAT(warnings({familiar_row(0.0), familiar_row(0.0), familiar_row(0.5), familiar_row(1.0, 0)}),
              ElementsAre(Warning::out_of_depth));
  EXPECT_THAT(warnings({familiar_row(0.0), familiar_row(0.5), familiar_row(0.0, 0)}), IsEmpty());
  EXPECT_THAT(warnings({}), IsEmpty());
}

}  // namespace
}  // namespace affectus
