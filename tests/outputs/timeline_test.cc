#include "outputs/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outputs/sample_results.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::sample_facts;
using testing::sample_segment;
using ::testing::SizeIs;

using Times = std::vector<std::pair<double, double>>;

Times times_of(const std::vector<TimelineCell>& cells) {
  Times times;
  for (const TimelineCell& cell : cells)
    times.emplace_back(static_cast<double>(cell.start_us) * 1e-6, static_cast<double>(cell.end_us) * 1e-6);
  return times;
}

TEST(Timeline, OverlappingWindowsAreHopLongAboutTheirCentres) {
  RunFacts facts = sample_facts();
  facts.hop_s = 1;
  FileResult result = {.file = "a", .duration_s = 6.25};
  for (const double start : {0.0, 1.0, 2.0, 2.25}) result.segments.push_back(sample_segment(start, start + 4));
  const auto timelines = make_timelines(result, facts);
  ASSERT_THAT(timelines, SizeIs(1));
  EXPECT_EQ(timelines[0].layers, 1U);
  // The last window was shifted: it starts where the one before it ends.
  EXPECT_EQ(times_of(timelines[0].cells), (Times{{1.5, 2.5}, {2.5, 3.5}, {3.5, 4.5}, {4.5, 4.75}}));
}

TEST(Timeline, TheLastOfAdjacentWindowsIsCutAtTheOneBeforeIt) {
  FileResult result = {.file = "a", .duration_s = 9.5};
  for (const double start : {0.0, 4.0, 5.5}) result.segments.push_back(sample_segment(start, start + 4));
  const auto timelines = make_timelines(result, sample_facts());
  EXPECT_EQ(timelines[0].layers, 1U);
  EXPECT_EQ(times_of(timelines[0].cells), (Times{{0, 4}, {4, 8}, {8, 9.5}}));
}

TEST(Timeline, ARowThatOverlapsNoneKeepsItsTimesWhateverTheHop) {
  RunFacts facts = sample_facts();
  facts.hop_s = 1;
  const FileResult result = {.file = "a", .duration_s = 3, .segments = {sample_segment(0, 3)}};
  EXPECT_EQ(times_of(make_timelines(result, facts)[0].cells), (Times{{0, 3}}));
}

TEST(Timeline, IntervalsThatOverlapGoToLayersAndEndWithTheFile) {
  RunFacts facts = sample_facts();
  facts.has_intervals = true;
  FileResult result = {.file = "a", .duration_s = 10};
  result.segments = {sample_segment(5, 12), sample_segment(0, 6), sample_segment(1, 2), sample_segment(2, 3)};
  const auto timelines = make_timelines(result, facts);
  EXPECT_EQ(timelines[0].layers, 2U);
  EXPECT_EQ(times_of(timelines[0].cells), (Times{{0, 6}, {1, 2}, {2, 3}, {5, 10}}));
  EXPECT_EQ(timelines[0].cells[3].layer, 1U);
}

TEST(Timeline, WindowsOfTwoIntervalsDoNotMix) {
  RunFacts facts = sample_facts();
  facts.hop_s = 1;
  FileResult result = {.file = "a", .duration_s = 10};
  for (const std::string label : {"a", "b"}) {
    for (const double start : {0.0, 1.0}) {
      result.segments.push_back(sample_segment(start + (label == "b" ? 1.5 : 0), start + (label == "b" ? 3.5 : 2)));
      result.segments.back().label = label;
    }
  }
  const auto timelines = make_timelines(result, facts);
  EXPECT_EQ(timelines[0].layers, 2U);
  EXPECT_EQ(times_of(timelines[0].cells), (Times{{0.5, 1.5}, {1.5, 2.5}, {2, 3}, {3, 4}}));
}

TEST(Tiers, OneADimensionAndWhatTheRunHas) {
  RunFacts facts = sample_facts();
  facts.categories = {"happy"};
  facts.has_label = facts.has_speaker = facts.has_channel = true;
  FileResult result = {.file = "a", .duration_s = 2, .segments = {sample_segment(0, 1), sample_segment(0, 2)}};
  for (int channel : {0, 1}) result.segments[static_cast<std::size_t>(channel)].channel = channel;
  result.segments[0].label = "one\nline";
  result.segments[0].categories = {1};
  result.segments[1].valence.reset();
  std::vector<std::string> names;
  const std::vector<Tier> tiers = make_tiers(result, facts, 1000);
  for (const Tier& tier : tiers) names.push_back(tier.name);
  EXPECT_THAT(names,
              ElementsAre("activation (channel 0)", "valence (channel 0)", "dominance (channel 0)", "category (channel 0)",
                          "label (channel 0)", "speaker (channel 0)", "activation (channel 1)", "valence (channel 1)",
                          "dominance (channel 1)", "category (channel 1)", "label (channel 1)", "speaker (channel 1)"));
  EXPECT_EQ(tiers[0].intervals[0].text, "4.5000");
  EXPECT_EQ(tiers[3].intervals[0].text, "happy");
  EXPECT_EQ(tiers[4].intervals[0].text, "one line");
  EXPECT_THAT(tiers[5].intervals, IsEmpty());
  EXPECT_THAT(tiers[7].intervals, IsEmpty());
  EXPECT_EQ(tiers[6].intervals[0].end, 2000);
}

TEST(Tiers, IntervalsShorterThanATickKeepTheirPlace) {
  const FileResult result = {.file = "a",
                             .duration_s = 1,
                             .segments = {sample_segment(0, 0.5), sample_segment(0.5, 0.50001), sample_segment(0.50001, 1)}};
  const std::vector<Tier> tiers = make_tiers(result, sample_facts(), 1000);
  ASSERT_THAT(tiers[0].intervals, SizeIs(3));
  EXPECT_EQ(tiers[0].intervals[1].start, 500);
  EXPECT_EQ(tiers[0].intervals[1].end, 501);
  EXPECT_EQ(tiers[0].intervals[2].start, 501);
}

TEST(Tiers, AFileWithoutRowsHasEmptyTiers) {
  const std::vector<Tier> tiers = make_tiers({.file = "a", .duration_s = 1}, sample_facts(), 1000);
  ASSERT_THAT(tiers, SizeIs(3));
  EXPECT_THAT(tiers[0].intervals, IsEmpty());
}

TEST(Tiers, WarningsHaveATierWhereThereAreAny) {
  FileResult result = testing::sample_result();
  const auto names = [&] {
    std::vector<std::string> all;
    for (const Tier& tier : make_tiers(result, testing::sample_facts(), 1000)) all.push_back(tier.name);
    return all;
  };
  EXPECT_THAT(names(), ::testing::Not(::testing::Contains(::testing::HasSubstr("warnings"))));
  result.segments[1].warnings = {Warning::no_speech, Warning::gap};
  result.warnings = {Warning::gap, Warning::truncated};
  ASSERT_THAT(names(), ::testing::Contains("warnings"));
  ASSERT_EQ(names().back(), "recording warnings");
  const std::vector<Tier> tiers = make_tiers(result, testing::sample_facts(), 1000);
  for (const Tier& tier : tiers) {
    if (tier.name != "warnings") continue;
    ASSERT_EQ(tier.intervals.size(), 1U);
    EXPECT_EQ(tier.intervals[0].start, 4000);
    EXPECT_EQ(tier.intervals[0].text, "no_speech, gap");
  }
  ASSERT_EQ(tiers.back().intervals.size(), 1U);
  EXPECT_EQ(tiers.back().intervals[0].end, 10000);
  EXPECT_EQ(tiers.back().intervals[0].text, "gap, truncated");
}

}  // namespace
}  // namespace affectus
