#include "outputs/writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affectus/error.h"
#include "outputs/sample_results.h"

namespace affectus {
namespace {

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

}  // namespace
}  // namespace affectus
