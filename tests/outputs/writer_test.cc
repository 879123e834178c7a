#include "outputs/writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affectus/error.h"
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
  try {
    output_format("xml");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_THAT(error.what(), ::testing::AllOf(::testing::HasSubstr("table, csv"), ::testing::HasSubstr("'xml'")));
  }
}

TEST(OutputFormats, EachSurvivesNoFilesNoSegmentsAndFailures) {
  for (const OutputFormat& format : output_formats()) {
    testing::write(format.name, {}, {});
    testing::write(format.name, {}, {{.file = ""}});
    testing::write(format.name, {}, {{.file = "x", .error = "broken"}});
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
  EXPECT_THAT(write("csv", facts, {result}), HasSubstr("activation,valence,dominance,activation_sd,valence_sd,dominance_sd\n"
                                                       "a.wav,0,1,0.75,4.5,3.25,4,0.5,0.625,0.75\n"));
  EXPECT_THAT(write("json", facts, {result}), HasSubstr("\"dominance\": 4, \"activation_sd\": 0.5, \"valence_sd\": 0.625"));
  EXPECT_THAT(write("vtt", facts, {result}), HasSubstr("activation_sd 0.50  valence_sd 0.62"));
}

}  // namespace
}  // namespace affectus
