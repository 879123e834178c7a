#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affectus/intervals.h"
#include "outputs/sample_results.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;
using testing::sample_facts;
using testing::sample_segment;
using ::testing::SizeIs;
using testing::write;

TEST(TextGridWriter, CoversTheFileWithoutGaps) {
  const FileResult result = {.file = "a", .duration_s = 3, .segments = {sample_segment(0.5, 1), sample_segment(1, 2)}};
  const std::string text = write("textgrid", sample_facts(), {result});
  EXPECT_THAT(text, HasSubstr("File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0 \nxmax = 3 \n"
                              "tiers? <exists> \nsize = 3 \nitem []: \n    item [1]:\n        class = \"IntervalTier\" \n"
                              "        name = \"activation\" \n        xmin = 0 \n        xmax = 3 \n"
                              "        intervals: size = 4 \n        intervals [1]:\n            xmin = 0 \n"
                              "            xmax = 0.5 \n            text = \"\" \n        intervals [2]:\n"
                              "            xmin = 0.5 \n            xmax = 1 \n            text = \"4.5000\" \n"));
}

TEST(TextGridWriter, AnyTextReadsBackOnOneLine) {
  RunFacts facts = sample_facts();
  facts.has_intervals = facts.has_label = true;
  FileResult result = {.file = "a", .duration_s = 3, .segments = {sample_segment(0, 1)}};
  result.segments[0].label = testing::hostile_text;
  const auto list = parse_textgrid(write("textgrid", facts, {result}), "a", "label");
  ASSERT_THAT(list[0].intervals, SizeIs(1));
  EXPECT_EQ(list[0].intervals[0].label, "a\"b'c<d>&e,f g  h i j \xEF\xBF\xBDk -->l\\m\xE6\xB0\xB4\xF0\x9F\x98\x80");
}

TEST(TextGridWriter, TenThousandRows) {
  FileResult result = {.file = "a", .duration_s = 5001};
  RunFacts facts = sample_facts();
  facts.hop_s = 0.5;
  for (int i = 0; i < 10000; ++i) result.segments.push_back(sample_segment(i * 0.5, i * 0.5 + 1));
  const auto list = parse_textgrid(write("textgrid", facts, {result}), "a", "dominance");
  ASSERT_THAT(list[0].intervals, SizeIs(10000));
  EXPECT_EQ(list[0].intervals[9999].start_s, 4999.75);
}

// A grid is of a whole recording or not there.
TEST(TextGridWriter, AFailedRecordingIsNoDocument) {
  EXPECT_EQ(write("textgrid", sample_facts(), {testing::failed_result("x", "broken")}), "");
  FileResult result = testing::sample_result();
  result.failure = Failure{ErrorCode::unreadable, "broken"};
  EXPECT_EQ(write("textgrid", sample_facts(), {result}), "");
}

}  // namespace
}  // namespace affectus
