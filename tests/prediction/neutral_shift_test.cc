#include "prediction/neutral_shift.h"

#include <gtest/gtest.h>

#include <limits>

namespace affectus {
namespace {

EmotionSegment row(double start_s, double end_s, std::optional<double> activation, std::optional<double> valence = 4,
                   std::optional<double> dominance = 4) {
  EmotionSegment row;
  row.start_s = start_s;
  row.end_s = end_s;
  row.speech = 1;
  row.activation = activation;
  row.valence = valence;
  row.dominance = dominance;
  return row;
}

EmotionSegment of_speaker(EmotionSegment row, const std::string& speaker, std::optional<int> channel = std::nullopt) {
  row.speaker = speaker;
  row.channel = channel;
  return row;
}

NeutralShift running(Scale scale = Scale::sam) {
  return NeutralShift({.scale = scale, .baseline = Baseline{.running = true}});
}

EmotionSegment shifted(NeutralShift& shift, EmotionSegment row) {
  shift.apply(row);
  return row;
}

// How far up the estimate lies: what a row in the middle of the scale is shifted down. It has no speech, so it does not
// count.
double offset(NeutralShift& shift, const std::string& speaker = "", std::optional<int> channel = std::nullopt) {
  EmotionSegment probe = of_speaker(row(0, 0, 4), speaker, channel);
  probe.speech = 0;
  shift.apply(probe);
  return 4 - *probe.activation;
}

TEST(NeutralShift, WithoutABaselineRowsStayAsTheyAre) {
  NeutralShift shift(PredictionOptions{});
  const EmotionSegment same = shifted(shift, row(0, 4, 4.5, 3.25, 5));
  EXPECT_EQ(same.activation, 4.5);
  EXPECT_FALSE(same.activation_raw || same.valence_raw || same.dominance_raw);
}

TEST(NeutralShift, AVoicesNeutralBecomesTheMiddleOfTheScale) {
  const Baseline baseline{.voices = {{"", {.activation = 3, .valence = 5.5, .dominance = std::nullopt}}}};
  NeutralShift sam({.baseline = baseline}), unit({.scale = Scale::unit, .baseline = baseline}),
      of_signed({.scale = Scale::signed_, .baseline = baseline});
  const EmotionSegment one = shifted(sam, row(0, 4, 4.5, 3.25, 5));
  EXPECT_DOUBLE_EQ(*one.activation, 5.5);
  EXPECT_DOUBLE_EQ(*one.valence, 1.75);
  EXPECT_EQ(one.dominance, 5) << "its neutral is not known";
  EXPECT_EQ(one.activation_raw, 4.5);
  EXPECT_EQ(one.valence_raw, 3.25);
  EXPECT_EQ(one.dominance_raw, 5);
  EXPECT_DOUBLE_EQ(*shifted(unit, row(0, 4, 0.5, 0.5, 0.5)).activation, 0.5 + 1.0 / 6);
  EXPECT_DOUBLE_EQ(*shifted(of_signed, row(0, 4, 0, 0, 0)).valence, -0.5);
}

TEST(NeutralShift, SpeakersHaveABaselineEach) {
  NeutralShift some({.baseline = Baseline{.voices = {{"Anna", {.activation = 5}}}}});
  EXPECT_EQ(shifted(some, of_speaker(row(0, 4, 4.5), "Anna")).activation, 3.5);
  const EmotionSegment other = shifted(some, of_speaker(row(0, 4, 4.5), "Ben"));
  EXPECT_EQ(other.activation, 4.5);
  EXPECT_EQ(other.activation_raw, 4.5);
  NeutralShift all({.baseline = Baseline{.voices = {{"", {.activation = 3}}, {"Anna", {.activation = 5}}}}});
  EXPECT_EQ(shifted(all, of_speaker(row(0, 4, 4.5), "Anna")).activation, 3.5);
  EXPECT_EQ(shifted(all, of_speaker(row(0, 4, 4.5), "Ben")).activation, 5.5);
  EXPECT_EQ(shifted(all, row(0, 4, 4.5)).activation, 5.5);
}

// Ten seconds in the middle of the scale come before the first row, which is not shifted by itself.
TEST(NeutralShift, ARunningOneShiftsByTheRowsBefore) {
  NeutralShift shift = running();
  const EmotionSegment first = shifted(shift, row(0, 10, 4.6, 3.5));
  EXPECT_EQ(first.activation, 4.6);
  EXPECT_EQ(first.activation_raw, 4.6);
  const EmotionSegment second = shifted(shift, row(10, 20, 4.6, 3.5));
  EXPECT_NEAR(*second.activation, 4.6 - 0.3, 1e-12);  // 10 x .6 / (10 + 10)
  EXPECT_NEAR(*second.valence, 3.5 + 0.25, 1e-12);
  EXPECT_EQ(second.dominance, 4);
  EXPECT_EQ(second.valence_raw, 3.5);
  EXPECT_NEAR(*shifted(shift, row(20, 30, 4.6, 3.5)).activation, 4.6 - 0.4, 1e-12);  // 20 x .6 / (10 + 20)
}

TEST(NeutralShift, OnlyRowsNearTheEstimateCount) {
  NeutralShift shift = running();
  shifted(shift, row(0, 10, 5.01));
  shifted(shift, row(10, 20, 4.5, 2.9));
  shifted(shift, row(20, 30, 4.5, 4, std::numeric_limits<double>::quiet_NaN()));
  EXPECT_EQ(offset(shift), 0);
  shifted(shift, row(30, 40, 5));
  EXPECT_NEAR(offset(shift), 0.5, 1e-12);
  // Near the estimate, which is now 4.5, but not near the middle of the scale.
  shifted(shift, row(40, 50, 5.5));
  EXPECT_NEAR(offset(shift), (10 + 15) / 30.0, 1e-12);
}

TEST(NeutralShift, RowsWeighTheirSecondsOfSpeech) {
  NeutralShift shift = running();
  EmotionSegment half = row(0, 20, 4.6);
  half.speech = 0.5F;
  shifted(shift, half);
  EXPECT_NEAR(offset(shift), 0.3, 1e-12);
  EmotionSegment less = row(20, 40, 4.6);
  less.speech = 0.49F;
  shifted(shift, less);
  EXPECT_NEAR(offset(shift), 0.3, 1e-12) << "mostly silence does not count";
}

// Windows of 3 s every .5 s, the last of them shifted left to the end of the signal.
TEST(NeutralShift, NoSecondCountsTwice) {
  NeutralShift shift = running();
  shifted(shift, row(0, 3, 4.5));
  shifted(shift, row(0.5, 3.5, 4.8));
  EXPECT_NEAR(*shifted(shift, row(0.7, 3.7, 4.2)).activation, 4.2 - (3 * 0.5 + 0.5 * 0.8) / 13.5, 1e-12);
  EXPECT_NEAR(*shifted(shift, row(0, 1, 4)).activation, 4 - (1.9 + 0.2 * 0.2) / 13.7, 1e-12);
}

TEST(NeutralShift, EachSpeakerOfEachChannelHasARunningOne) {
  NeutralShift shift = running();
  shifted(shift, of_speaker(row(0, 10, 4.6), "Anna"));
  shifted(shift, of_speaker(row(10, 20, 3.5), "Ben"));
  shifted(shift, of_speaker(row(20, 30, 4.2), "Anna", 1));
  EXPECT_NEAR(offset(shift, "Anna"), 0.3, 1e-12);
  EXPECT_NEAR(offset(shift, "Ben"), -0.25, 1e-12);
  EXPECT_NEAR(offset(shift, "Anna", 1), 0.1, 1e-12);
  EXPECT_EQ(offset(shift), 0);
}

TEST(NeutralShift, WhatAModelDoesNotGiveIsNotShifted) {
  NeutralShift shift = running();
  shifted(shift, row(0, 10, 4.6, std::nullopt, std::nullopt));
  const EmotionSegment second = shifted(shift, row(10, 20, 4.6, std::nullopt, std::nullopt));
  EXPECT_NEAR(*second.activation, 4.3, 1e-12);
  EXPECT_FALSE(second.valence || second.valence_raw);
}

TEST(NeutralShift, ScalesAreMapsOfEachOther) {
  NeutralShift sam = running(), unit = running(Scale::unit), of_signed = running(Scale::signed_);
  const double values[] = {4.6, 3.2, 4.9, 6.3, 5.2, 4.4, 2.9, 5.4};
  for (std::size_t i = 0; i < std::size(values); ++i) {
    const double start_s = 5.0 * static_cast<double>(i), x = values[i];
    const double expected = *shifted(sam, row(start_s, start_s + 6, x)).activation;
    EXPECT_NEAR(*shifted(unit, row(start_s, start_s + 6, (x - 1) / 6, 0.5, 0.5)).activation, (expected - 1) / 6, 1e-12);
    EXPECT_NEAR(*shifted(of_signed, row(start_s, start_s + 6, (x - 4) / 3, 0, 0)).activation, (expected - 4) / 3, 1e-12);
  }
  EXPECT_GT(offset(sam), 0.1);
}

}  // namespace
}  // namespace affectus
