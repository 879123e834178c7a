#include "affectus/writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "failure.h"
#include "outputs/sample_results.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::sample_facts;
using testing::sample_segment;
using testing::write;

TEST(OutputFormats, AreFoundByNameAndExtension) {
  EXPECT_EQ(output_formats().front().name, "table");
  EXPECT_EQ(output_format("csv").extension, ".csv");
  EXPECT_EQ(output_format_of("folder.json/result.CSV")->name, "csv");
  EXPECT_EQ(output_format_of("result.JSONL")->name, "jsonl");
  EXPECT_EQ(output_format_of("result.unknown"), nullptr);
  EXPECT_EQ(output_format_of("csv"), nullptr);
  EXPECT_EQ(output_format_of(""), nullptr);
}

TEST(OutputFormats, AnUnknownNameListsTheKnown) {
  EXPECT_THAT(testing::failure([] { output_format("xml"); }, ErrorCode::invalid_argument),
              AllOf(HasSubstr("table, csv"), HasSubstr("'xml'")));
}

// What each format makes of nothing, of a recording without rows and of one that failed. A document that is not asked for
// (no recording, or none that succeeded, where a document is a recording's) is an empty one.
TEST(OutputFormats, EachIsADocumentWithoutFilesWithoutRowsAndAfterAFailure) {
  using ::testing::EndsWith;
  using ::testing::IsEmpty;
  using ::testing::StartsWith;
  using Text = ::testing::Matcher<std::string>;
  struct Expected {
    Text nothing, no_rows, failed;
  };
  const Text table =
      AllOf(StartsWith("file  start  end  speech  activation  valence  dominance\n"),
            EndsWith("Model affectus-mfb (licence CC-BY-NC-SA-4.0), scale sam, 1 to 7\n"), Not(HasSubstr("a.wav")));
  const Text csv = "file,start_s,end_s,speech,activation,valence,dominance,familiarity,warnings\n";
  const Text html = AllOf(StartsWith("<!doctype html>\n<html"), EndsWith("</main></body></html>\n"));
  const std::string failure = "{\"file\": \"a.wav\", \"error\": {\"code\": \"no_audio\", \"message\": \"broken\"}}";
  const std::map<std::string, Expected> expected = {
      {"table", {table, table, table}},
      {"csv", {csv, csv, csv}},
      {"json",
       {"[]\n",
        "[\n{\"file\": \"a.wav\", \"duration_s\": 2, \"model\": \"affectus-mfb\", \"scale\": \"sam\", \"summary\": "
        "{\"activation\": null, \"valence\": null, \"dominance\": null}, \"warnings\": [], \"segments\": []}\n]\n",
        "[\n" + failure + "\n]\n"}},
      {"jsonl", {IsEmpty(), IsEmpty(), failure + "\n"}},
      {"textgrid",
       {IsEmpty(),
        AllOf(StartsWith("File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0 \nxmax = 2 \n"),
              HasSubstr("size = 3 \n"),
              EndsWith("            xmin = 0 \n            xmax = 2 \n            text = \"\" \n")),
        IsEmpty()}},
      {"eaf",
       {IsEmpty(),
        AllOf(StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ANNOTATION_DOCUMENT "), HasSubstr("./a.wav"),
              Not(HasSubstr("<ANNOTATION>")), EndsWith("</ANNOTATION_DOCUMENT>\n")),
        IsEmpty()}},
      {"vtt", {IsEmpty(), AllOf(StartsWith("WEBVTT\n\nNOTE\n"), Not(HasSubstr("-->"))), IsEmpty()}},
      {"srt", {IsEmpty(), IsEmpty(), IsEmpty()}},
      {"html",
       {AllOf(html, Not(HasSubstr("<section"))), AllOf(html, HasSubstr("<h2>a.wav</h2>"), HasSubstr("0 rows")),
        AllOf(html, HasSubstr("<h2>a.wav</h2>"), HasSubstr("broken"))}},
  };
  const RunFacts facts = sample_facts();
  for (const OutputFormat& format : output_formats()) {
    SCOPED_TRACE(format.name);
    ASSERT_TRUE(expected.contains(format.name));
    const auto& [nothing, no_rows, failed] = expected.at(format.name);
    EXPECT_THAT(write(format.name, facts, {}), nothing);
    EXPECT_THAT(write(format.name, facts, {{.file = "a.wav", .duration_s = 2}}), no_rows);
    EXPECT_THAT(write(format.name, facts, {testing::failed_result("a.wav", "broken")}), failed);
  }
}

// How far raters would disagree is in every format, beside the dimensions.
TEST(Writers, WriteDeviationsWhereTheModelGivesThem) {
  RunFacts facts = sample_facts();
  FileResult result = {.file = "a.wav", .duration_s = 1, .segments = {sample_segment(0, 1)}};
  result.segments[0].activation_sd = 0.5;
  result.segments[0].valence_sd = 0.625;
  result.segments[0].dominance_sd = 0.75;
  for (const OutputFormat& format : output_formats())
    EXPECT_THAT(write(format.name, facts, {result}), Not(HasSubstr("activation_sd"))) << format.name;
  facts.has_deviations = true;
  for (const OutputFormat& format : output_formats()) {
    const std::string text = write(format.name, facts, {result});
    EXPECT_THAT(text, AllOf(HasSubstr("activation_sd"), HasSubstr("valence_sd"), HasSubstr("dominance_sd"))) << format.name;
  }
  EXPECT_THAT(write("csv", facts, {result}),
              HasSubstr("activation,valence,dominance,activation_sd,valence_sd,dominance_sd,"
                        "familiarity,warnings\na.wav,0,1,0.75,4.5,3.25,4,0.5,0.625,0.75,,\n"));
  EXPECT_THAT(write("json", facts, {result}), HasSubstr("\"dominance\": 4, \"activation_sd\": 0.5, \"valence_sd\": 0.625"));
  EXPECT_THAT(write("vtt", facts, {result}), HasSubstr("activation_sd 0.50  valence_sd 0.62"));
}

// Programs read the values before the shift, people read of it.
TEST(Writers, TellOfABaseline) {
  RunFacts facts = sample_facts();
  facts.has_deviations = true;
  FileResult result = {.file = "a.wav", .duration_s = 1, .segments = {sample_segment(0, 1)}};
  result.segments[0].activation_raw = 4.25;
  result.segments[0].valence_raw = 3.5;
  for (const OutputFormat& format : output_formats())
    EXPECT_THAT(write(format.name, facts, {result}), AllOf(Not(HasSubstr("_raw")), Not(HasSubstr("shifted"))))
        << format.name;
  facts.baseline = Baseline{.voices = {{"", {.activation = 3.75, .valence = 4.25}}}};
  EXPECT_THAT(write("csv", facts, {result}),
              AllOf(HasSubstr("dominance_sd,activation_raw,valence_raw,dominance_raw,familiarity,warnings\n"),
                    HasSubstr(",4.5,3.25,4,,,,4.25,3.5,,,\n")));
  const std::string members =
      "\"dominance_sd\": null, \"activation_raw\": 4.25, \"valence_raw\": 3.5, "
      "\"dominance_raw\": null, \"familiarity\": null";
  for (const char* format : {"json", "jsonl"}) EXPECT_THAT(write(format, facts, {result}), HasSubstr(members));
  const std::string shift = "Values are shifted by a baseline: activation +0.25, valence -0.25";
  for (const char* format : {"table", "vtt", "eaf", "html"})
    EXPECT_THAT(write(format, facts, {result}), AllOf(HasSubstr(shift), Not(HasSubstr("_raw")))) << format;
  for (const char* format : {"textgrid", "srt"})
    EXPECT_THAT(write(format, facts, {result}), Not(HasSubstr("_raw"))) << format;
}

TEST(Writers, SayWhoseValuesAreShifted) {
  RunFacts facts = sample_facts();
  facts.scale = Scale::unit;
  facts.baseline = Baseline{.voices = {{"", {.activation = 4}}, {"A < B", {.activation = 7, .dominance = 1}}}};
  EXPECT_THAT(
      write("table", facts, {}),
      HasSubstr("\nValues are shifted by a baseline: others activation +0.00; A < B activation -0.50, dominance +0.50\n"));
  EXPECT_THAT(write("html", facts, {}), HasSubstr("A &lt; B activation -0.50"));
  facts.baseline = Baseline{.running = true};
  EXPECT_THAT(write("table", facts, {}), HasSubstr("\nValues are shifted by a running baseline"));
}

}  // namespace
}  // namespace affectus
