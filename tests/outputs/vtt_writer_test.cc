#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outputs/sample_results.h"

namespace affectus {
namespace {

using testing::sample_facts;
using testing::sample_segment;
using testing::write;

TEST(VttWriter, WritesACueARowByStart) {
  RunFacts facts = sample_facts();
  facts.categories = {"happy"};
  FileResult result = {.file = "a", .duration_s = 4000, .segments = {sample_segment(3601.0005, 3602), sample_segment(0, 1)}};
  result.segments[0].categories = {0.5F};
  result.segments[1].valence.reset();
  EXPECT_EQ(write("vtt", facts, {result}),
            "WEBVTT\n\nNOTE\nModel affectus-mfb (licence CC-BY-NC-SA-4.0), scale sam, 1 to 7\n\n"
            "1\n00:00:00.000 --> 00:00:01.000\nactivation 4.50  valence -  dominance 4.00  speech 0.75\n\n"
            "2\n01:00:01.001 --> 01:00:02.000\nactivation 4.50  valence 3.25  dominance 4.00  speech 0.75\nhappy 0.50\n");
}

TEST(VttWriter, TextIsEscapedAndStaysOnItsLine) {
  RunFacts facts = sample_facts();
  facts.has_label = facts.has_speaker = true;
  FileResult result = {.file = "a", .duration_s = 4, .segments = {sample_segment(1, 1)}};
  result.segments[0].label = "a\n\n1\n00:00 --> 00:01\n<b>&";
  result.segments[0].speaker = "S";
  EXPECT_THAT(
      write("vtt", facts, {result}),
      ::testing::HasSubstr("\n1\n00:00:01.000 --> 00:00:01.001\nS | a  1 00:00 --&gt; 00:01 &lt;b&gt;&amp;\nactivation "));
}

}  // namespace
}  // namespace affectus
