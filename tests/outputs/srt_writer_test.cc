#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outputs/sample_results.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;
using testing::sample_facts;
using testing::sample_segment;
using testing::write;

TEST(SrtWriter, WritesNumberedCuesWithACommaByStart) {
  RunFacts facts = sample_facts();
  facts.categories = {"happy"};
  facts.has_intervals = true;
  FileResult result = {.file = "a", .duration_s = 4000, .segments = {sample_segment(3601.0005, 3602), sample_segment(0, 1)}};
  result.segments[0].categories = {0.5F};
  result.segments[0].warnings = {Warning::beyond_end};
  EXPECT_EQ(write("srt", facts, {result}),
            "1\n00:00:00,000 --> 00:00:01,000\nactivation 4.50  valence 3.25  dominance 4.00  speech 0.75\n\n"
            "2\n01:00:01,001 --> 01:00:02,000\nactivation 4.50  valence 3.25  dominance 4.00  speech 0.75\nhappy 0.50\n"
            "(beyond_end)\n");
}

// Nothing is escaped, since players show what stands there.
TEST(SrtWriter, TextStaysOnItsLineAndIsNoLineOfTimes) {
  RunFacts facts = sample_facts();
  facts.has_label = true;
  FileResult result = {.file = "a", .duration_s = 4, .segments = {sample_segment(1, 2)}};
  result.segments[0].label = "R&D\n\n1\n00:00 ---> 00:01";
  EXPECT_THAT(write("srt", facts, {result}), HasSubstr("02,000\nR&D  1 00:00 -\u2014> 00:01\nactivation "));
}

TEST(SrtWriter, EachWindowsCueIsThereAtOnce) {
  testing::FlushedText out;
  const auto writer = output_format("srt").make(out.stream(), sample_facts());
  writer->begin({.file = "a.wav"});
  writer->row(sample_segment(0, 1));
  EXPECT_THAT(out.flushed(), ::testing::StartsWith("1\n00:00:00,000 --> 00:00:01,000\n"));
  writer->row(sample_segment(0.5, 1.5));
  EXPECT_THAT(out.flushed(), HasSubstr("\n\n2\n00:00:00,500 --> 00:00:01,500\n"));
}

TEST(SrtWriter, WithoutRowsThereIsNothing) {
  EXPECT_EQ(write("srt", sample_facts(), {{.file = "a", .duration_s = 1}}), "");
  EXPECT_EQ(write("srt", sample_facts(), {testing::failed_result("x", "broken")}), "");
}

}  // namespace
}  // namespace affectus
