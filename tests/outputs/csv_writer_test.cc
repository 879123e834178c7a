#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "outputs/sample_results.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using testing::failed_result;
using ::testing::IsEmpty;
using testing::sample_facts;
using testing::sample_result;
using testing::sample_segment;
using ::testing::SizeIs;
using testing::write;

// Reads back by the grammar of RFC 4180, with line feeds.
std::vector<std::vector<std::string>> parse(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        rows.back().back() += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        rows.back().back() += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      EXPECT_EQ(rows.back().back(), "");
      quoted = true;
    } else if (c == ',') {
      rows.back().emplace_back();
    } else if (c == '\n') {
      rows.emplace_back(1);
    } else {
      rows.back().back() += c;
    }
  }
  EXPECT_FALSE(quoted);
  EXPECT_THAT(rows.back(), ElementsAre(""));  // the last line is ended, too
  rows.pop_back();
  return rows;
}

TEST(CsvWriter, WritesARowASegment) {
  EXPECT_EQ(write("csv", sample_facts(), {{.file = "a.wav", .duration_s = 2, .segments = {sample_segment(0, 1.5)}}}),
            "file,start_s,end_s,speech,activation,valence,dominance,familiarity,warnings\n"
            "a.wav,0,1.5,0.75,4.5,3.25,4,,\n");
}

TEST(CsvWriter, ColumnsThatApply) {
  RunFacts facts = sample_facts();
  facts.has_label = facts.has_tier = facts.has_speaker = facts.has_channel = true;
  facts.categories = {"happy", "very, sad"};
  facts.embedding_dim = 2;
  EmotionSegment segment = sample_segment(0.0000625, 1);
  segment.label = "yes";
  segment.tier = "words";
  segment.speaker = "A";
  segment.channel = 1;
  segment.categories = {0.25F, 0.75F};
  segment.embedding = {1.5F, -2};
  segment.familiarity = 0.5;
  segment.warnings = {Warning::no_speech, Warning::beyond_end};
  const auto rows = parse(write("csv", facts, {{.file = "a.wav", .duration_s = 2, .segments = {segment}}}));
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_THAT(rows[0], ElementsAre("file", "start_s", "end_s", "label", "tier", "speaker", "channel", "speech", "activation",
                                   "valence", "dominance", "familiarity", "category_happy", "category_very, sad",
                                   "embedding_000", "embedding_001", "warnings"));
  EXPECT_THAT(rows[1], ElementsAre("a.wav", "0.000063", "1", "yes", "words", "A", "1", "0.75", "4.5", "3.25", "4", "0.5",
                                   "0.25", "0.75", "1.5", "-2", "no_speech;beyond_end"));
}

TEST(CsvWriter, WhatIsAbsentIsAnEmptyField) {
  RunFacts facts = sample_facts();
  facts.categories = {"happy"};
  EmotionSegment segment = sample_segment(0, 1);
  segment.valence.reset();
  segment.dominance = std::nan("");
  const auto rows = parse(write("csv", facts, {{.file = "a.wav", .duration_s = 2, .segments = {segment}}}));
  EXPECT_THAT(rows[1], ElementsAre("a.wav", "0", "1", "0.75", "4.5", "", "", "", "", ""));
}

TEST(CsvWriter, AnyTextComesBack) {
  RunFacts facts = sample_facts();
  facts.has_label = true;
  FileResult result = {.file = testing::hostile_text, .duration_s = 1, .segments = {sample_segment(0, 1)}};
  result.segments[0].label = " spaces ";
  const auto rows = parse(write("csv", facts, {result}));
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[1][0], testing::hostile_text_valid);
  EXPECT_EQ(rows[1][3], " spaces ");
}

TEST(CsvWriter, FailedFilesHaveNoRows) {
  const auto rows = parse(write("csv", sample_facts(), {failed_result("x", "broken"), sample_result()}));
  EXPECT_THAT(rows, SizeIs(4));
}

// What was known before the failure stands.
TEST(CsvWriter, AFileThatFailsLaterKeepsItsRows) {
  FileResult result = sample_result();
  result.failure = Failure{ErrorCode::invalid_format, "broken"};
  EXPECT_EQ(write("csv", sample_facts(), {result}), write("csv", sample_facts(), {sample_result()}));
}

TEST(CsvWriter, EachRowIsThereAtOnce) {
  testing::FlushedText out;
  const auto writer = output_format("csv").make(out.stream(), sample_facts());
  writer->begin({.file = "a.wav"});
  EXPECT_THAT(out.flushed(), IsEmpty());
  writer->row(sample_segment(0, 1));
  EXPECT_THAT(parse(out.flushed()), SizeIs(2));
  writer->row(sample_segment(1, 2));
  EXPECT_THAT(parse(out.flushed()), SizeIs(3));
  writer->end({.duration_s = 2});
  writer->finish();
  EXPECT_THAT(parse(out.flushed()), SizeIs(3));
}

TEST(CsvWriter, WithoutFilesThereIsTheHeader) { EXPECT_THAT(parse(write("csv", sample_facts(), {})), SizeIs(1)); }

}  // namespace
}  // namespace affectus
