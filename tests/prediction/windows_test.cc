#include "prediction/windows.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <tuple>

#include "affectus/error.h"
#include "failure.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using testing::failure;
using testing::failure_code;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr std::size_t second = sample_rate_hz;

// Tells the plan of `count` samples, `piece` at a time, and that there are no more.
std::vector<Window> windows_of(WindowPlan& plan, std::size_t count, std::size_t piece) {
  std::vector<Window> windows;
  for (std::size_t done = 0; done < count;) {
    done = std::min(done + piece, count);
    const std::size_t before = windows.size();
    plan.advance(done, windows);
    for (std::size_t i = before; i < windows.size(); ++i) EXPECT_LE(windows[i].end, done) << "not all of it is there";
    for (std::size_t i = std::max<std::size_t>(before, 1); i < windows.size(); ++i)
      EXPECT_LE(windows[i - 1].end, windows[i].end) << "in the order in which they end";
  }
  plan.finish(windows);
  return windows;
}

// Start and length of every window of a signal of `count` samples.
using Cuts = std::vector<std::pair<std::size_t, std::size_t>>;

Cuts cuts_of(const std::vector<Window>& windows) {
  Cuts cuts;
  for (const Window& window : windows) cuts.emplace_back(window.start, window.end - window.start);
  return cuts;
}

// By a sequence that begins at sample `start`.
Cuts cut(std::size_t count, std::size_t window, std::size_t hop, std::size_t start = 0) {
  WindowSequence sequence(window, hop, start);
  std::vector<Window> windows;
  while (sequence.next_end() <= start + count) windows.push_back(sequence.take());
  if (Window last; sequence.finish(start + count, last)) windows.push_back(last);
  for (std::size_t i = 0; i < windows.size(); ++i) EXPECT_EQ(windows[i].position, i);
  return cuts_of(windows);
}

TEST(WindowSequenceTest, TheLastWindowEndsWithTheSignalAtFullLength) {
  EXPECT_THAT(cut(25, 10, 10), ElementsAre(Pair(0, 10), Pair(10, 10), Pair(15, 10)));
}

TEST(WindowSequenceTest, NoWindowIsDoubledWhereTheSignalEndsWithOne) {
  EXPECT_THAT(cut(20, 10, 10), ElementsAre(Pair(0, 10), Pair(10, 10)));
  EXPECT_THAT(cut(10, 10, 3), ElementsAre(Pair(0, 10)));
}

TEST(WindowSequenceTest, AShorterSignalIsOneWindow) {
  EXPECT_THAT(cut(7, 10, 2), ElementsAre(Pair(0, 7)));
  EXPECT_THAT(cut(1, 10, 2), ElementsAre(Pair(0, 1)));
}

TEST(WindowSequenceTest, NoSignalIsNoWindow) {
  EXPECT_THAT(cut(0, 10, 10), IsEmpty());
  Window window;
  EXPECT_FALSE(WindowSequence(10, 10, 50).finish(49, window)) << "it ends before it begins";
}

TEST(WindowSequenceTest, OverlapAndGaps) {
  EXPECT_THAT(cut(17, 10, 4), ElementsAre(Pair(0, 10), Pair(4, 10), Pair(7, 10)));
  EXPECT_THAT(cut(31, 5, 10), ElementsAre(Pair(0, 5), Pair(10, 5), Pair(20, 5), Pair(26, 5)));
  EXPECT_THAT(cut(9, 5, 10), ElementsAre(Pair(0, 5), Pair(4, 5)));
}

TEST(WindowSequenceTest, ALaterStretchIsCutAlike) {
  EXPECT_THAT(cut(25, 10, 10, 1000), ElementsAre(Pair(1000, 10), Pair(1010, 10), Pair(1015, 10)));
  EXPECT_THAT(cut(7, 10, 2, 1000), ElementsAre(Pair(1000, 7)));
}

// A window and a hop of so many samples.
PredictionOptions windows_every(std::size_t window, std::size_t hop) {
  return {.window_s = static_cast<double>(window) / sample_rate_hz, .hop_s = static_cast<double>(hop) / sample_rate_hz};
}

TEST(WindowPlanTest, ThePiecesDoNotMatter) {
  for (const std::size_t count : {0U, 1U, 9U, 10U, 11U, 57U, 100U})
    for (const std::size_t hop : {1U, 3U, 10U, 13U})
      for (const std::size_t piece : {1U, 2U, 7U, 64U, 100U}) {
        WindowPlan plan(windows_every(10, hop), 99, {});
        EXPECT_EQ(cuts_of(windows_of(plan, count, piece)), cut(count, 10, hop)) << count << ' ' << hop << ' ' << piece;
      }
}

TEST(WindowPlanTest, WithoutAWindowALongSignalIsDoneInTheModelsLongestInput) {
  WindowPlan plan({}, 2.0, {});
  EXPECT_THAT(cuts_of(windows_of(plan, 5 * second, 1000)),
              ElementsAre(Pair(0, 2 * second), Pair(2 * second, 2 * second), Pair(3 * second, 2 * second)));
}

// A score that says where its window was; all of it is speech.
EmotionSegment score_of(const Window& window) {
  EmotionSegment score;
  score.start_s = static_cast<double>(window.start) / sample_rate_hz;
  score.end_s = static_cast<double>(window.end) / sample_rate_hz;
  score.speech = 1;
  score.valence = score.start_s;
  return score;
}

std::vector<EmotionSegment> take(WindowPlan& plan) {
  std::vector<EmotionSegment> rows;
  plan.take_rows(rows);
  return rows;
}

// The rows of `count` samples of which each window is scored at once.
std::vector<EmotionSegment> rows_of(WindowPlan& plan, std::size_t count, std::size_t piece) {
  for (const Window& window : windows_of(plan, count, piece)) plan.add_score(window, score_of(window));
  return take(plan);
}

using Row = std::tuple<std::string, double, double>;
std::vector<Row> named(const std::vector<EmotionSegment>& rows) {
  std::vector<Row> result;
  for (const EmotionSegment& row : rows) result.emplace_back(row.label, row.start_s, row.end_s);
  return result;
}

TEST(WindowPlanTest, OneRowAnIntervalInTheirOrderWhateverTheirLength) {
  for (const std::size_t piece : {1000U, 16000U, 80000U}) {
    WindowPlan plan({}, 1.0,
                    {{.start_s = 2, .end_s = 4.5, .label = "late"},
                     {.start_s = 0.5, .end_s = 1, .label = "early"},
                     {.start_s = 9, .end_s = 10, .label = "beyond"}});
    const auto rows = rows_of(plan, 5 * second, piece);
    EXPECT_THAT(named(rows), ElementsAre(Row("late", 2, 4.5), Row("early", 0.5, 1)));
    EXPECT_NEAR(*rows[0].valence, (2 + 3 + 3.5) / 3, 1e-12);
    ASSERT_EQ(plan.outside().size(), 1);
    EXPECT_EQ(plan.outside()[0].label, "beyond");
  }
}

TEST(WindowPlanTest, WithAWindowEachIntervalIsDoneInWindows) {
  for (const std::size_t piece : {1U, 333U, 80000U}) {
    WindowPlan plan({.window_s = 1}, 100, {{.start_s = 1, .end_s = 3.5, .label = "a"}});
    EXPECT_THAT(named(rows_of(plan, 5 * second, piece)), ElementsAre(Row("a", 1, 2), Row("a", 2, 3), Row("a", 2.5, 3.5)));
  }
}

// Each interval is cut as if the signal were that interval alone, in whatever order they come and however they overlap.
TEST(WindowPlanTest, IntervalsAreCutAsSignalsOfTheirOwn) {
  const std::vector<std::pair<std::size_t, std::size_t>> stretches = {{40, 75}, {0, 100}, {90, 96}, {20, 60},
                                                                      {40, 50}, {50, 75}, {99, 140}};
  std::vector<Interval> intervals;
  for (const auto& [start, end] : stretches)
    intervals.push_back({.start_s = static_cast<double>(start) / second, .end_s = static_cast<double>(end) / second});
  for (const std::size_t hop : {1U, 3U, 10U, 13U})
    for (const std::size_t piece : {1U, 7U, 100U}) {
      WindowPlan plan(windows_every(10, hop), 99, intervals);
      std::vector<std::vector<Window>> parts(stretches.size());
      for (const Window& window : windows_of(plan, 100, piece)) parts[window.part].push_back(window);
      for (std::size_t part = 0; part < parts.size(); ++part) {
        const auto& [start, end] = stretches[part];
        EXPECT_EQ(cuts_of(parts[part]), cut(std::min<std::size_t>(end, 100) - start, 10, hop, start)) << part << ' ' << hop;
        for (std::size_t i = 0; i < parts[part].size(); ++i) {
          EXPECT_EQ(parts[part][i].position, i);
          EXPECT_EQ(parts[part][i].last, i + 1 == parts[part].size()) << part << ' ' << hop << ' ' << piece;
        }
      }
      EXPECT_THAT(plan.outside(), IsEmpty());
    }
}

// The sample that a plan waits for is told by samples_to_next(), and none before it matters any longer than needed_from().
TEST(WindowPlanTest, NothingIsGivenBeforeTheSampleThatItWaitsForAndNothingOlderIsAskedFor) {
  const std::vector<Interval> intervals = {{.start_s = 3, .end_s = 4.25}, {.start_s = 0.5, .end_s = 3.5}};
  for (const auto& [options, list] :
       {std::pair(PredictionOptions{.window_s = 1, .hop_s = 0.3}, std::vector<Interval>{}),
        std::pair(PredictionOptions{.window_s = 1, .hop_s = 0.3}, intervals), std::pair(PredictionOptions{}, intervals)}) {
    WindowPlan plan(options, 1, list);
    std::vector<Window> windows;
    std::size_t samples = 0, needed = 0;
    while (samples < 5 * second) {
      const std::size_t wait = plan.samples_to_next();
      ASSERT_GE(wait, 1);
      windows.clear();
      plan.advance(samples + wait - 1, windows);
      EXPECT_THAT(windows, IsEmpty()) << samples << " and " << wait;
      samples += wait;
      plan.advance(samples, windows);
      for (const Window& window : windows) EXPECT_GE(window.start, needed);
      needed = plan.needed_from();
      ASSERT_LE(needed, samples);
    }
    windows.clear();
    plan.finish(windows);
    for (const Window& window : windows) EXPECT_GE(window.start, needed);
  }
}

TEST(WindowPlanTest, RowsComeAsSoonAsThoseBeforeThemAreKnown) {
  WindowPlan plan({}, 10,
                  {{.start_s = 2, .end_s = 3, .label = "third"},
                   {.start_s = 0, .end_s = 1, .label = "first"},
                   {.start_s = 1, .end_s = 2, .label = "second"},
                   {.start_s = 3, .end_s = 4, .label = "last"}});
  std::vector<std::vector<Row>> rows;
  std::vector<Window> windows;
  for (std::size_t i = 1; i <= 4; ++i) {
    windows.clear();
    plan.advance(i * second, windows);
    ASSERT_EQ(windows.size(), 1);
    plan.add_score(windows[0], score_of(windows[0]));
    rows.push_back(named(take(plan)));
  }
  EXPECT_THAT(rows[0], IsEmpty());
  EXPECT_THAT(rows[1], IsEmpty());
  EXPECT_THAT(rows[2], ElementsAre(Row("third", 2, 3), Row("first", 0, 1), Row("second", 1, 2)));
  EXPECT_THAT(rows[3], ElementsAre(Row("last", 3, 4)));
}

// What an interval gives to a window goes on before its end does.
TEST(WindowPlanTest, RowsOfWindowsDoNotWaitForTheIntervalsEnd) {
  WindowPlan plan({.window_s = 1}, 10,
                  {{.start_s = 0, .end_s = 3, .label = "a"}, {.start_s = 0.5, .end_s = 1.5, .label = "b"}});
  std::vector<Window> windows;
  const auto advance = [&](double seconds) {
    windows.clear();
    plan.advance(static_cast<std::size_t>(seconds * second), windows);
    for (const Window& window : windows) plan.add_score(window, score_of(window));
    return named(take(plan));
  };
  EXPECT_THAT(advance(0.9), IsEmpty());
  EXPECT_THAT(advance(1), IsEmpty()) << "the signal may end here, and cut the interval";
  EXPECT_THAT(advance(1.001), ElementsAre(Row("a", 0, 1)));
  EXPECT_THAT(advance(1.5), IsEmpty()) << "b's row follows a's last";
  EXPECT_THAT(advance(2.001), ElementsAre(Row("a", 1, 2)));
  EXPECT_THAT(advance(3), ElementsAre(Row("a", 2, 3), Row("b", 0.5, 1.5)));
}

TEST(WindowPlanTest, AWindowOfTheWholeSignalHasItsRowAtOnce) {
  WindowPlan plan({.window_s = 1, .hop_s = 0.5}, 10, {});
  std::vector<Window> windows;
  plan.advance(second, windows);
  ASSERT_EQ(windows.size(), 1);
  EXPECT_THAT(take(plan), IsEmpty());
  plan.add_score(windows[0], score_of(windows[0]));
  EXPECT_THAT(named(take(plan)), ElementsAre(Row("", 0, 1)));
  EXPECT_THAT(take(plan), IsEmpty());
}

// Nothing is left to score when such an interval ends, so its end must not wait for a score.
TEST(WindowPlanTest, AnIntervalThatEndsWithAFullWindowHasItsRow) {
  const std::vector<Interval> intervals = {{.start_s = 1, .end_s = 3, .label = "a"},
                                           {.start_s = 0, .end_s = 4, .label = "b"}};
  for (const std::size_t piece : {1000U, 16000U, 80000U}) {
    WindowPlan average({}, 1, intervals), windows({.window_s = 1}, 1, intervals);
    EXPECT_THAT(named(rows_of(average, 4 * second, piece)), ElementsAre(Row("a", 1, 3), Row("b", 0, 4)));
    EXPECT_EQ(rows_of(windows, 4 * second, piece).size(), 6);
  }
}

// The signal ends within the interval, with a full window.
TEST(WindowPlanTest, AnIntervalWhoseSignalEndsWithAFullWindowHasItsRow) {
  for (const std::size_t piece : {1000U, 16000U, 80000U}) {
    WindowPlan plan({}, 1, {{.start_s = 1, .end_s = 30, .label = "a"}, {.start_s = 0, .end_s = 1, .label = "b"}});
    const auto rows = rows_of(plan, 3 * second, piece);
    EXPECT_THAT(named(rows), ElementsAre(Row("a", 1, 30), Row("b", 0, 1)));
    EXPECT_NEAR(*rows[0].valence, 1.5, 1e-12);
    EXPECT_THAT(rows[0].warnings, ElementsAre(Warning::beyond_end));
    EXPECT_THAT(plan.outside(), IsEmpty());
  }
}

TEST(WindowPlanTest, AnIntervalsWordsGoToItsRows) {
  for (const PredictionOptions& options : {PredictionOptions{}, PredictionOptions{.window_s = 0.5}}) {
    WindowPlan plan(options, 10, {{.start_s = 0, .end_s = 1, .label = "yes", .tier = "words", .speaker = "A"}});
    const auto rows = rows_of(plan, 2 * second, 1000);
    ASSERT_EQ(rows.size(), options.window_s ? 2 : 1);
    for (const EmotionSegment& row : rows) {
      EXPECT_EQ(row.label, "yes");
      EXPECT_EQ(row.tier, "words");
      EXPECT_EQ(row.speaker, "A");
    }
  }
}

TEST(WindowPlanTest, AnIntervalBeyondTheEndIsWarnedOf) {
  WindowPlan plan({}, 10,
                  {{.start_s = 0, .end_s = 2},
                   {.start_s = 1, .end_s = 2.01},  // rounding
                   {.start_s = 1, .end_s = 2.011},
                   {.start_s = 1, .end_s = 9},
                   {.start_s = 0, .end_s = 1}});
  const auto rows = rows_of(plan, 2 * second, 1000);
  ASSERT_EQ(rows.size(), 5);
  for (const std::size_t whole : {0U, 1U, 4U}) EXPECT_THAT(rows[whole].warnings, IsEmpty()) << whole;
  for (const std::size_t cut_short : {2U, 3U}) EXPECT_THAT(rows[cut_short].warnings, ElementsAre(Warning::beyond_end));
  std::vector<double> ends;
  for (const Interval& interval : plan.cut()) ends.push_back(interval.end_s);
  EXPECT_THAT(ends, ElementsAre(2.011, 9));
}

TEST(WindowPlanTest, AnOpenIntervalEndsWithTheSignal) {
  const double open = std::numeric_limits<double>::infinity();
  const std::vector<Interval> intervals = {{.start_s = 1, .end_s = open, .label = "a"},
                                           {.start_s = 5, .end_s = open, .label = "beyond"}};
  for (const std::size_t piece : {1000U, 16000U, 80000U}) {
    WindowPlan average({}, 1, intervals), windows({.window_s = 1}, 1, intervals);
    EXPECT_THAT(named(rows_of(average, 7 * second / 2, piece)), ElementsAre(Row("a", 1, 3.5)));
    const auto rows = rows_of(windows, 7 * second / 2, piece);
    EXPECT_THAT(named(rows), ElementsAre(Row("a", 1, 2), Row("a", 2, 3), Row("a", 2.5, 3.5)));
    for (const EmotionSegment& row : rows) EXPECT_THAT(row.warnings, IsEmpty());
    EXPECT_THAT(average.cut(), IsEmpty());
    ASSERT_EQ(average.outside().size(), 1);
    EXPECT_EQ(average.outside()[0].label, "beyond");
  }
}

// The windows that were given last may be scored after the signal's end is known.
TEST(WindowPlanTest, ScoresThatAreLateAreNoLess) {
  for (const PredictionOptions& options : {PredictionOptions{}, PredictionOptions{.window_s = 1}}) {
    WindowPlan plan(options, 1, {{.start_s = 1, .end_s = 30, .label = "a"}, {.start_s = 0, .end_s = 1, .label = "b"}});
    std::vector<Window> windows;
    plan.advance(3 * second, windows);
    plan.finish(windows);
    EXPECT_THAT(take(plan), IsEmpty());
    for (const Window& window : windows) plan.add_score(window, score_of(window));
    const auto rows = take(plan);
    if (options.window_s)
      EXPECT_THAT(named(rows), ElementsAre(Row("a", 1, 2), Row("a", 2, 3), Row("b", 0, 1)));
    else
      EXPECT_THAT(named(rows), ElementsAre(Row("a", 1, 30), Row("b", 0, 1)));
    for (const EmotionSegment& row : rows)
      EXPECT_EQ(row.warnings.size(), row.label == "a" && row.end_s >= 3 ? 1 : 0) << row.end_s;
  }
}

TEST(WindowPlanTest, AnIntervalsChannelGoesToItsRows) {
  for (const PredictionOptions& options : {PredictionOptions{}, PredictionOptions{.window_s = 0.5}}) {
    WindowPlan plan(options, 10, {{.start_s = 0, .end_s = 1, .channel = 1}, {.start_s = 0, .end_s = 1}});
    for (const EmotionSegment& row : rows_of(plan, 2 * second, 1000)) EXPECT_EQ(row.channel.value_or(1), 1);
  }
}

// While a signal arrives nobody knows that it will end too early: a row waits where it may, and what it says does not depend
// on when it is taken.
TEST(WindowPlanTest, OfAnIntervalsWindowsOnlyThatAtTheSignalsEndIsWarnedOf) {
  const std::vector<Interval> intervals = {{.start_s = 0, .end_s = 3, .label = "whole"},
                                           {.start_s = 1, .end_s = 9, .label = "cut short"}};
  const auto rows = [&](std::size_t piece, bool at_once, std::size_t rest) {
    WindowPlan plan({.window_s = 1}, 10, intervals);
    std::vector<EmotionSegment> taken;
    std::vector<Window> windows;
    const auto score = [&] {
      for (const Window& window : windows) plan.add_score(window, score_of(window));
      windows.clear();
      plan.take_rows(taken);
    };
    for (std::size_t done = piece; done <= 4 * second; done += piece) {
      plan.advance(done, windows);
      if (at_once) score();
    }
    plan.advance(4 * second + rest, windows);
    plan.finish(windows);
    score();
    return taken;
  };
  for (const bool at_once : {true, false})
    for (const std::size_t piece : {1000U, 16000U, 64000U}) {
      const auto taken = rows(piece, at_once, 100);
      ASSERT_EQ(taken.size(), 7);
      for (std::size_t i = 0; i < 6; ++i) EXPECT_THAT(taken[i].warnings, IsEmpty()) << i << ' ' << piece << ' ' << at_once;
      EXPECT_THAT(taken[6].warnings, ElementsAre(Warning::beyond_end)) << piece << ' ' << at_once;
      // And where the signal ends with a full window, which was given before.
      const auto full = rows(piece, at_once, 0);
      ASSERT_EQ(full.size(), 6);
      for (std::size_t i = 0; i < 5; ++i) EXPECT_THAT(full[i].warnings, IsEmpty()) << i << ' ' << piece << ' ' << at_once;
      EXPECT_THAT(full[5].warnings, ElementsAre(Warning::beyond_end)) << piece << ' ' << at_once;
    }
}

TEST(WindowPlanTest, AnEmptyIntervalHasNoRowAndIsOutside) {
  WindowPlan plan({}, 1,
                  {{.start_s = 1, .end_s = 1, .label = "empty"},
                   {.start_s = 0, .end_s = 0, .label = "empty at the start"},
                   {.start_s = 0, .end_s = 1, .label = "a"},
                   {.start_s = 2, .end_s = 3, .label = "begins at the end"}});
  EXPECT_THAT(named(rows_of(plan, 2 * second, 1000)), ElementsAre(Row("a", 0, 1)));
  std::vector<std::string> outside;
  for (const Interval& interval : plan.outside()) outside.push_back(interval.label);
  EXPECT_THAT(outside, ElementsAre("empty", "empty at the start", "begins at the end"));
}

TEST(WindowPlanTest, NoSignalIsNoRow) {
  WindowPlan whole({}, 1, {}), intervals({}, 1, {{.start_s = 0, .end_s = 1}});
  EXPECT_THAT(rows_of(whole, 0, 1), IsEmpty());
  EXPECT_THAT(rows_of(intervals, 0, 1), IsEmpty());
  EXPECT_EQ(intervals.outside().size(), 1);
}

TEST(WindowPlanTest, WhatIsNoIntervalIsRefused) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  for (const auto& [start_s, end_s] : std::vector<std::pair<double, double>>{
           {-1, 1}, {-2, -1}, {2, 1}, {nan, 1}, {0, nan}, {nan, nan}, {0, -infinity}, {infinity, infinity}, {0, 1e300}}) {
    const std::vector<Interval> intervals = {{.start_s = 0, .end_s = 1}, {.start_s = start_s, .end_s = end_s}};
    EXPECT_THAT(failure([&] { WindowPlan({}, 1, intervals); }), HasSubstr("interval: expected a start from 0"))
        << start_s << " to " << end_s;
    EXPECT_EQ(failure_code([&] { WindowPlan({.window_s = 1}, 1, intervals); }), ErrorCode::invalid_argument)
        << start_s << " to " << end_s;
  }
}

TEST(WindowsTogetherTest, AreBoundedByTheirSamples) {
  EXPECT_EQ(windows_together({.windows_together = 1}, 10), 1);
  EXPECT_EQ(windows_together({.windows_together = 16}, 10), 16);
  EXPECT_EQ(windows_together({.window_s = 1, .windows_together = 16}, 3600), 16);
  EXPECT_EQ(windows_together({.windows_together = 16}, 3600), 1);
  EXPECT_EQ(windows_together({.window_s = 128, .windows_together = 16}, 10), 4);
  EXPECT_EQ(windows_together({.window_s = 86400, .windows_together = 16}, 10), 1);
  EXPECT_EQ(windows_together({.window_s = 3, .hop_s = 128, .windows_together = 16}, 10), 4);
  EXPECT_EQ(windows_together({.window_s = 3, .hop_s = 86400, .windows_together = 16}, 10), 1);
  EXPECT_LE(WindowPlan({.window_s = 86400}, 10, {}).samples_kept(1), 2 * most_samples_together);
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

// A row that holds speech is not one without because its first window has none.
TEST(AverageOverSpeechTest, NoSpeechIsSaidWhereNoneOfThemHasAny) {
  const EmotionSegment loud{.start_s = 0, .end_s = 1, .speech = 1};
  const EmotionSegment silent{.start_s = 1, .end_s = 2, .speech = 0, .warnings = {Warning::no_speech}};
  EXPECT_THAT(average_over_speech(std::vector{loud, silent}).warnings, IsEmpty());
  EXPECT_THAT(average_over_speech(std::vector{silent, loud}).warnings, IsEmpty());
  EXPECT_THAT(average_over_speech(std::vector{silent, silent}).warnings, ElementsAre(Warning::no_speech));
}

}  // namespace
}  // namespace affectus
