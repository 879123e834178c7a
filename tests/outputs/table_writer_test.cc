#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outputs/sample_results.h"
#include "text/text.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::sample_facts;
using testing::sample_result;
using testing::write;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(TableWriter, AlignsColumnsAndEndsWithTheMean) {
  EXPECT_EQ(write("table", sample_facts(), {sample_result()}),
            "file     start      end  speech  activation  valence  dominance\n"
            "a.wav  0:00.00  0:04.00    0.75        4.50     3.25       4.00\n"
            "a.wav  0:04.00  0:08.00    0.75        4.50     3.25       4.00\n"
            "a.wav  0:06.00  0:10.00    0.75        4.50     3.25       4.00\n"
            "a.wav     mean  0:10.00                4.50     3.25       4.00\n"
            "\n"
            "Model affectus-mfb (licence CC-BY-NC-SA-4.0), scale sam, 1 to 7\n");
}

TEST(TableWriter, NamesTheTopCategoryAndWhatIsAbsent) {
  RunFacts facts = sample_facts();
  facts.categories = {"sad", "happy"};
  facts.has_label = facts.has_channel = true;
  FileResult result = {.file = "a.wav", .duration_s = 1, .segments = {testing::sample_segment(0, 1)}};
  result.segments[0].categories = {0.25F, 0.75F};
  result.segments[0].label = "yes";
  result.segments[0].activation.reset();
  const auto lines = lines_of(write("table", facts, {result}));
  EXPECT_EQ(lines[0], "file     start      end  label  channel  speech  activation  valence  dominance  category");
  EXPECT_EQ(lines[1], "a.wav  0:00.00  0:01.00  yes          -    0.75           -     3.25       4.00  happy 0.75");
}

TEST(TableWriter, StaysAlignedWithAnyText) {
  RunFacts facts = sample_facts();
  facts.has_label = true;
  FileResult hostile = sample_result(), wide = sample_result(), longer = sample_result();
  hostile.file = hostile.segments[0].label = testing::hostile_text;
  wide.file = "水水水水.wav";
  longer.file = std::string(100, 'x') + "/the_end_of_the_path.wav";
  longer.segments[0].label = std::string(1000, 'y');
  const auto lines = lines_of(write("table", facts, {hostile, wide, longer}));
  ASSERT_EQ(lines.size(), 15U);
  for (std::size_t i = 0; i < 13; ++i) EXPECT_EQ(display_width(lines[i]), display_width(lines[0])) << lines[i];
  EXPECT_THAT(lines[9], HasSubstr("…"));
  EXPECT_THAT(lines[9], HasSubstr("/the_end_of_the_path.wav"));
}

TEST(TableWriter, WhatIsOddIsMarkedAndExplained) {
  FileResult silent = {.file = "a.wav", .duration_s = 2, .segments = {testing::sample_segment(0, 2)}};
  silent.segments[0].warnings = {Warning::no_speech};
  silent.warnings = {Warning::no_speech, Warning::truncated};
  FileResult some = sample_result();
  some.file = "b.wav";
  some.segments[1].warnings = {Warning::gap, Warning::channels_cancel};
  some.warnings = {Warning::gap};
  const auto lines = lines_of(write("table", sample_facts(), {silent, some}));
  EXPECT_THAT(lines[0], ::testing::EndsWith("  dominance  warnings"));
  EXPECT_THAT(lines[1], ::testing::EndsWith("       4.00  no_speech, truncated"));
  EXPECT_THAT(lines[2], ::testing::EndsWith("       4.00"));
  EXPECT_THAT(lines[3], ::testing::EndsWith("       4.00  gap, channels_cancel"));
  EXPECT_THAT(lines[5], ::testing::AllOf(HasSubstr("mean"), ::testing::EndsWith("       4.00  gap")));
  EXPECT_EQ(lines[7], "no_speech: no frame holds speech: the values mean little");
  EXPECT_THAT(lines[8], ::testing::StartsWith("channels_cancel: the channels cancel each other out"));
  EXPECT_THAT(lines[10], ::testing::StartsWith("truncated: "));
  EXPECT_EQ(lines[11], "");
}

// What comes after the columns were fixed is marked as well.
TEST(TableWriter, LateWarningsAreMarkedToo) {
  FileResult result = {.file = "long.wav", .duration_s = 1000};
  for (int i = 0; i < 500; ++i) result.segments.push_back(testing::sample_segment(i, i + 1));
  result.segments[400].warnings = {Warning::no_speech};
  const auto lines = lines_of(write("table", sample_facts(), {result}));
  EXPECT_THAT(lines[401], ::testing::EndsWith("no_speech"));
  EXPECT_EQ(lines[503], "no_speech: no frame holds speech: the values mean little");
}

TEST(TableWriter, FailedFilesAreNotInIt) {
  EXPECT_THAT(write("table", sample_facts(), {testing::failed_result("broken.wav", "broken.wav: no audio")}),
              Not(HasSubstr("broken.wav")));
}

// What was known before the failure stands, and the program says so elsewhere.
TEST(TableWriter, AFileThatFailsLaterKeepsItsRows) {
  FileResult result = {.file = "a.wav", .duration_s = 1, .segments = {testing::sample_segment(0, 1)}};
  result.failure = Failure{ErrorCode::unreadable, "broken"};
  const auto lines = lines_of(write("table", sample_facts(), {result}));
  EXPECT_THAT(lines[1], HasSubstr("0:01.00"));
  EXPECT_THAT(write("table", sample_facts(), {result}), Not(HasSubstr("broken")));
}

TEST(TableWriter, ManyRowsDoNotWaitForTheEnd) {
  std::ostringstream out;
  const auto writer = output_format("table").make(out, sample_facts());
  FileResult result = {.file = "long.wav", .duration_s = 10000};
  for (int i = 0; i < 10000; ++i) result.segments.push_back(testing::sample_segment(i, i + 1));
  write(*writer, result);
  EXPECT_EQ(lines_of(out.str()).size(), 10002U);
}

}  // namespace
}  // namespace affectus
