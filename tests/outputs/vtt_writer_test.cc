#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outputs/sample_results.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;
using testing::sample_facts;
using testing::sample_segment;
using ::testing::StartsWith;
using testing::write;

TEST(VttWriter, WritesACueARowByStart) {
  RunFacts facts = sample_facts();
  facts.categories = {"happy"};
  facts.has_intervals = true;  // only they may come in another order
  FileResult result = {.file = "a", .duration_s = 4000, .segments = {sample_segment(3601.0005, 3602), sample_segment(0, 1)}};
  result.segments[0].categories = {0.5F};
  result.segments[0].warnings = {Warning::no_speech, Warning::beyond_end};
  result.segments[1].valence.reset();
  EXPECT_EQ(write("vtt", facts, {result}),
            "WEBVTT\n\nNOTE\nModel affectus-mfb (licence CC-BY-NC-SA-4.0), scale sam, 1 to 7\n\n"
            "1\n00:00:00.000 --> 00:00:01.000\nactivation 4.50  valence -  dominance 4.00  speech 0.75\n\n"
            "2\n01:00:01.001 --> 01:00:02.000\nactivation 4.50  valence 3.25  dominance 4.00  speech 0.75\nhappy 0.50\n"
            "(no_speech, beyond_end)\n");
}

TEST(VttWriter, WarningsOfTheRecordingAreANoteBehindItsCues) {
  FileResult result = {.file = "a", .duration_s = 1, .segments = {sample_segment(0, 1)}};
  result.warnings = {Warning::truncated, Warning::damaged};
  EXPECT_THAT(write("vtt", sample_facts(), {result}),
              ::testing::EndsWith("speech 0.75\n\nNOTE\nWarnings of the recording: truncated, damaged\n"));
}

TEST(VttWriter, TextIsEscapedAndStaysOnItsLine) {
  RunFacts facts = sample_facts();
  facts.has_label = facts.has_speaker = true;
  FileResult result = {.file = "a", .duration_s = 4, .segments = {sample_segment(1, 1)}};
  result.segments[0].label = "a\n\n1\n00:00 --> 00:01\n<b>&";
  result.segments[0].speaker = "S";
  EXPECT_THAT(write("vtt", facts, {result}),
              HasSubstr("\n1\n00:00:01.000 --> 00:00:01.001\nS | a  1 00:00 --&gt; 00:01 &lt;b&gt;&amp;\nactivation "));
}

// Windows come by start.
TEST(VttWriter, EachWindowsCueIsThereAtOnce) {
  testing::FlushedText out;
  const auto writer = output_format("vtt").make(out.stream(), sample_facts());
  writer->begin({.file = "a.wav"});
  EXPECT_EQ(out.flushed(), "");
  writer->row(sample_segment(0, 1));
  EXPECT_THAT(out.flushed(), StartsWith("WEBVTT\n"));
  EXPECT_THAT(out.flushed(), HasSubstr("\n1\n00:00:00.000 --> 00:00:01.000\n"));
  writer->row(sample_segment(0.5, 1.5));
  EXPECT_THAT(out.flushed(), HasSubstr("\n2\n00:00:00.500 --> 00:00:01.500\n"));
  const std::string before = out.flushed();
  writer->end({.duration_s = 2});
  writer->finish();
  EXPECT_EQ(out.flushed(), before);
}

TEST(VttWriter, IntervalsAreSortedByStartAndEqualOnesKeepTheirOrder) {
  RunFacts facts = sample_facts();
  facts.has_intervals = facts.has_label = true;
  FileResult result = {.file = "a", .duration_s = 9};
  for (const auto& [start, label] : {std::pair(5.0, "e"), {1.0, "b"}, {0.0, "a"}, {1.0, "c"}, {2.0, "d"}}) {
    result.segments.push_back(sample_segment(start, start + 1));
    result.segments.back().label = label;
  }
  const std::string text = write("vtt", facts, {result});
  std::size_t at = 0;
  for (const char* cue : {"\n1\n00:00:00.000 --> 00:00:01.000\na\n", "\n2\n00:00:01.000 --> 00:00:02.000\nb\n",
                          "\n3\n00:00:01.000 --> 00:00:02.000\nc\n", "\n4\n00:00:02.000 --> 00:00:03.000\nd\n",
                          "\n5\n00:00:05.000 --> 00:00:06.000\ne\n"}) {
    at = text.find(cue, at);
    ASSERT_NE(at, std::string::npos) << cue << " in " << text;
  }
}

TEST(VttWriter, ARecordingWithoutRowsIsADocumentAllTheSame) {
  EXPECT_THAT(write("vtt", sample_facts(), {{.file = "a", .duration_s = 1}}), StartsWith("WEBVTT\n"));
}

// A document that only begins would not tell that something failed.
TEST(VttWriter, AFailedRecordingIsNoDocumentButRowsBeforeTheFailureStand) {
  EXPECT_EQ(write("vtt", sample_facts(), {testing::failed_result("x", "broken")}), "");
  RunFacts facts = sample_facts();
  FileResult result = {.file = "a", .duration_s = 9, .segments = {sample_segment(0, 1), sample_segment(1, 2)}};
  for (const bool has_intervals : {false, true}) {
    facts.has_intervals = has_intervals;
    result.failure.reset();
    const std::string whole = write("vtt", facts, {result});
    result.failure = Failure{ErrorCode::unreadable, "broken"};
    EXPECT_EQ(write("vtt", facts, {result}), whole);
  }
}

}  // namespace
}  // namespace affectus
