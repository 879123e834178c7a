#include "prediction/windows.h"

#include <gmock/gmock.h>

#include <numeric>

namespace affectus {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

// A signal whose samples are their own positions, so that a cut shows where it came from.
std::vector<float> ramp(std::size_t count) {
  std::vector<float> samples(count);
  std::iota(samples.begin(), samples.end(), 0.0F);
  return samples;
}

// Start and length of every window of a signal of `count` samples pushed `piece` at a time.
std::vector<std::pair<std::size_t, std::size_t>> cut(std::size_t count, std::size_t window, std::size_t hop,
                                                     std::size_t piece) {
  WindowCutter cutter(window, hop);
  std::vector<WindowCutter::Cut> cuts;
  const std::vector<float> signal = ramp(count);
  for (std::size_t done = 0; done < count; done += piece)
    cutter.push(std::span(signal).subspan(done, std::min(piece, count - done)), cuts);
  cutter.finish(cuts);
  std::vector<std::pair<std::size_t, std::size_t>> result;
  for (const auto& one : cuts) {
    EXPECT_EQ(one.samples.front(), static_cast<float>(one.start));
    EXPECT_EQ(one.samples.back(), static_cast<float>(one.start + one.samples.size() - 1));
    result.emplace_back(one.start, one.samples.size());
  }
  return result;
}

TEST(WindowCutterTest, TheLastWindowEndsWithTheSignalAtFullLength) {
  EXPECT_THAT(cut(25, 10, 10, 25), ElementsAre(Pair(0, 10), Pair(10, 10), Pair(15, 10)));
}

TEST(WindowCutterTest, NoWindowIsDoubledWhereTheSignalEndsWithOne) {
  EXPECT_THAT(cut(20, 10, 10, 20), ElementsAre(Pair(0, 10), Pair(10, 10)));
  EXPECT_THAT(cut(10, 10, 3, 10), ElementsAre(Pair(0, 10)));
}

TEST(WindowCutterTest, AShorterSignalIsOneWindow) {
  EXPECT_THAT(cut(7, 10, 2, 7), ElementsAre(Pair(0, 7)));
  EXPECT_THAT(cut(1, 10, 2, 1), ElementsAre(Pair(0, 1)));
}

TEST(WindowCutterTest, NoSignalIsNoWindow) { EXPECT_TRUE(cut(0, 10, 10, 1).empty()); }

TEST(WindowCutterTest, OverlapAndGaps) {
  EXPECT_THAT(cut(17, 10, 4, 17), ElementsAre(Pair(0, 10), Pair(4, 10), Pair(7, 10)));
  EXPECT_THAT(cut(31, 5, 10, 31), ElementsAre(Pair(0, 5), Pair(10, 5), Pair(20, 5), Pair(26, 5)));
  EXPECT_THAT(cut(9, 5, 10, 9), ElementsAre(Pair(0, 5), Pair(4, 5)));
}

TEST(WindowCutterTest, ThePiecesDoNotMatter) {
  for (const std::size_t count : {1U, 9U, 10U, 11U, 57U, 100U})
    for (const std::size_t hop : {1U, 3U, 10U, 13U})
      for (const std::size_t piece : {1U, 2U, 7U, 64U})
        EXPECT_EQ(cut(count, 10, hop, piece), cut(count, 10, hop, count)) << count << ' ' << hop << ' ' << piece;
}

std::vector<Window> windows_of(WindowPlan& plan, double seconds, std::size_t piece = 1000) {
  const std::vector<float> signal = ramp(static_cast<std::size_t>(seconds * sample_rate_hz));
  std::vector<Window> windows;
  for (std::size_t done = 0; done < signal.size(); done += piece)
    plan.push(std::span(signal).subspan(done, std::min(piece, signal.size() - done)), windows);
  plan.finish(windows);
  return windows;
}

TEST(WindowPlanTest, WithoutAWindowALongSignalIsDoneInTheModelsLongestInput) {
  WindowPlan plan({}, 2.0, {});
  const auto windows = windows_of(plan, 5);
  ASSERT_EQ(windows.size(), 3U);
  EXPECT_DOUBLE_EQ(windows[2].start_s, 3);
  EXPECT_DOUBLE_EQ(windows[2].end_s, 5);
}

TEST(WindowPlanTest, OneRowAnIntervalInTheirOrderWhateverTheirLength) {
  WindowPlan plan({}, 1.0,
                  {{.start_s = 2, .end_s = 4.5, .label = "late"},
                   {.start_s = 0.5, .end_s = 1, .label = "early"},
                   {.start_s = 9, .end_s = 10, .label = "beyond"}});
  const auto windows = windows_of(plan, 5);
  ASSERT_EQ(windows.size(), 4U);
  std::vector<EmotionSegment> scores(windows.size());
  for (const Window& window : windows) {
    EXPECT_EQ(window.samples.front(), static_cast<float>(window.start_s * sample_rate_hz));
    EmotionSegment& score = scores[window.index];
    score.start_s = window.start_s;
    score.end_s = window.end_s;
    score.speech = 1;
    score.valence = window.start_s;
  }
  const auto rows = plan.rows(scores);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].label, "late");
  EXPECT_DOUBLE_EQ(rows[0].start_s, 2);
  EXPECT_DOUBLE_EQ(rows[0].end_s, 4.5);
  EXPECT_NEAR(*rows[0].valence, (2 + 3 + 3.5) / 3, 1e-12);
  EXPECT_EQ(rows[1].label, "early");
  ASSERT_EQ(plan.outside().size(), 1U);
  EXPECT_EQ(plan.outside()[0].label, "beyond");
}

TEST(WindowPlanTest, WithAWindowEachIntervalIsDoneInWindows) {
  PredictionOptions options;
  options.window_s = 1;
  WindowPlan plan(options, 100, {{.start_s = 1, .end_s = 3.5, .label = "a"}});
  const auto windows = windows_of(plan, 5, 333);
  ASSERT_EQ(windows.size(), 3U);
  EXPECT_DOUBLE_EQ(windows[2].start_s, 2.5);
  const auto rows = plan.rows(std::vector<EmotionSegment>(3));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[2].label, "a");
}

TEST(AverageOverSpeechTest, SpeechWeighsAndSilenceAloneStillCounts) {
  EmotionSegment loud{.start_s = 0, .end_s = 1, .speech = 1, .activation = 6.0, .categories = {1.0F, 0.0F}};
  EmotionSegment silent{.start_s = 1, .end_s = 2, .speech = 0, .activation = 2.0, .categories = {0.0F, 1.0F}};
  const EmotionSegment both = average_over_speech(std::vector{loud, silent});
  EXPECT_DOUBLE_EQ(*both.activation, 6);
  EXPECT_FLOAT_EQ(both.speech, 0.5F);
  EXPECT_FALSE(both.valence);
  EXPECT_THAT(both.categories, ElementsAre(1.0F, 0.0F));
  loud.speech = 0;
  EXPECT_DOUBLE_EQ(*average_over_speech(std::vector{loud, silent}).activation, 4);
}

}  // namespace
}  // namespace affectus
