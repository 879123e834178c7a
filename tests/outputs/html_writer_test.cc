#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "outputs/chart.h"
#include "outputs/sample_results.h"

namespace affectus {
namespace {

using testing::failed_result;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::sample_facts;
using testing::sample_result;
using testing::sample_segment;
using testing::write;

TEST(HtmlWriter, SaysWhatTheModelIsAndShowsEachFile) {
  const std::string page = write("html", sample_facts(), {sample_result(), failed_result("x", "x: no audio")});
  for (const char* part : {"<!doctype html>", "affectus-mfb", "CC-BY-NC-SA-4.0", "Acted speech only", "sam, 1 to 7", "a.wav",
                           "<svg ", "<td>4.50</td>", "x: no audio", "</html>"})
    EXPECT_THAT(page, HasSubstr(part));
}

TEST(HtmlWriter, AFileThatFailsLaterIsItsFailureAlone) {
  FileResult result = sample_result();
  result.failure = Failure{ErrorCode::unreadable, "broken off"};
  const std::string page = write("html", sample_facts(), {result});
  EXPECT_THAT(page, HasSubstr("<section class=\"failed\"><h2>a.wav</h2>\n<p>broken off</p></section>"));
  EXPECT_THAT(page, Not(HasSubstr("<td>4.50</td>")));
}

TEST(HtmlWriter, NeedsNoNetworkAndNoScript) {
  const std::string page = write("html", sample_facts(), {sample_result()});
  for (const char* part : {"<script", "src=", "href=", "@import", "url("}) EXPECT_THAT(page, Not(HasSubstr(part)));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST(HtmlWriter, AnyTextIsText) {
  RunFacts facts = sample_facts();
  const std::string hostile = "\"><script>alert(1)</script>\xff\x01";
  facts.model = facts.notes = facts.licence = hostile;
  facts.categories = {hostile};
  facts.has_intervals = facts.has_label = facts.has_tier = facts.has_speaker = true;
  FileResult result = sample_result(), failed = failed_result(hostile, hostile);
  result.file = result.segments[0].label = result.segments[0].tier = result.segments[0].speaker = hostile;
  const std::string page = write("html", facts, {result, failed});
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\xEF\xBF\xBD\xEF\xBF\xBD"));
}

TEST(HtmlWriter, FiguresOfARecordingWithoutSpeechAreMarkedAsDoubtful) {
  FileResult silent = {.file = "a.wav", .duration_s = 1, .segments = {sample_segment(0, 1)}};
  silent.segments[0].warnings = {Warning::no_speech, Warning::channels_cancel};
  silent.warnings = silent.segments[0].warnings;
  const std::string page = write("html", sample_facts(), {silent});
  EXPECT_THAT(page, HasSubstr("<b class=\"doubtful\">4.50</b><span class=\"doubt\">no_speech, channels_cancel</span>"));
  EXPECT_THAT(page, Not(HasSubstr("<b>4.50</b>")));
  EXPECT_THAT(page, HasSubstr("<b>no_speech</b>: no frame holds speech: the values mean little"));
  EXPECT_THAT(page, HasSubstr("<b>channels_cancel</b>: the channels cancel each other out"));
  EXPECT_THAT(page, HasSubstr("<td class=\"text\"><div>no_speech, channels_cancel</div></td>"));
}

TEST(HtmlWriter, SomeRowsWithoutSpeechAreCounted) {
  FileResult result = sample_result();
  result.segments[1].warnings = {Warning::no_speech};
  result.warnings = {Warning::truncated};
  const std::string page = write("html", sample_facts(), {result});
  EXPECT_THAT(page, HasSubstr("<b>4.50</b>"));
  EXPECT_THAT(page, Not(HasSubstr("class=\"doubt\"")));
  EXPECT_THAT(page, HasSubstr("<b>no_speech</b> in 1 of 3 rows: "));
  EXPECT_THAT(page, HasSubstr("<b>truncated</b>: "));
  EXPECT_THAT(write("html", sample_facts(), {sample_result()}), Not(HasSubstr("warnings")));
}

// A picture is drawn for the width that it is shown at, so that its text stays as large as the page's.
TEST(HtmlWriter, APhoneHasAPictureOfItsOwn) {
  const std::string page = write("html", sample_facts(), {sample_result()});
  EXPECT_THAT(
      page,
      HasSubstr("<div class=\"chart wide\"><svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ac\" viewBox=\"0 0 956 "));
  EXPECT_THAT(
      page,
      HasSubstr("<div class=\"chart narrow\"><svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ac\" viewBox=\"0 0 320 "));
  EXPECT_THAT(page, HasSubstr("@media (max-width:700px)"));
}

// The style names the colours of the dimensions, the curves have them from the chart: they are the same.
TEST(HtmlWriter, CurvesHaveTheColoursOfThePagesStyle) {
  const std::string page = write("html", sample_facts(), {sample_result()});
  const char* const names[] = {"activation", "valence", "dominance"};
  for (std::size_t i = 0; i < std::size(names); ++i)
    for (const bool dark : {false, true})
      EXPECT_THAT(page, HasSubstr("--" + std::string(names[i]) + ":" + chart_colour(i, dark)));
}

// Without words that are cut in two where a heading is narrow.
TEST(HtmlWriter, LongNamesAreBrokenBetweenTheirParts) {
  FileResult result = sample_result();
  result.file = "a folder/part_one-two.wav_";
  EXPECT_THAT(write("html", sample_facts(), {result}), HasSubstr("<h2>a folder/<wbr>part_<wbr>one-<wbr>two.wav_</h2>"));
}

TEST(HtmlWriter, HoveringReadsTheCurves) {
  EXPECT_THAT(write("html", sample_facts(), {sample_result()}), HasSubstr("class=\"hit\""));
}

TEST(HtmlWriter, MissingValuesSilenceAndManyRows) {
  RunFacts facts = sample_facts();
  facts.hop_s = 0.5;
  FileResult silent = {.file = "silent", .duration_s = 1, .segments = {sample_segment(0, 1)}},
             many = {.file = "m", .duration_s = 5001};
  silent.segments[0].speech = 0;
  silent.segments[0].activation = std::nan("");
  silent.segments[0].valence.reset();
  for (int i = 0; i < 10000; ++i) many.segments.push_back(sample_segment(i * 0.5, i * 0.5 + 1, std::sin(i)));
  const std::string page = write("html", facts, {silent, many, {.file = "none"}});
  EXPECT_THAT(page, HasSubstr("<tr class=\"quiet\">"));
  EXPECT_THAT(page, Not(HasSubstr(">nan")));
  EXPECT_LT(page.size(), 10000U * 400U);
}

}  // namespace
}  // namespace affectus
