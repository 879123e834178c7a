// The rules of the schema are checked by tests/oracles/eaf_rules.py on the documents of write_sample_documents.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outputs/sample_results.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::sample_facts;
using testing::sample_segment;
using testing::write;

TEST(EafWriter, SlotsAreInOrderAndEachAnnotationHasItsOwn) {
  const FileResult result = {
      .file = "/a b/é.wav", .duration_s = 3, .segments = {sample_segment(0, 1), sample_segment(1, 2.5)}};
  const std::string text = write("eaf", sample_facts(), {result});
  EXPECT_THAT(text, HasSubstr("MEDIA_URL=\"file:///a%20b/%C3%A9.wav\" MIME_TYPE=\"audio/x-wav\""));
  EXPECT_THAT(text, HasSubstr("RELATIVE_MEDIA_URL=\"./%C3%A9.wav\""));
  EXPECT_THAT(text, HasSubstr("<TIME_SLOT TIME_SLOT_ID=\"ts1\" TIME_VALUE=\"0\"/>"));
  EXPECT_THAT(text, HasSubstr("<TIME_SLOT TIME_SLOT_ID=\"ts12\" TIME_VALUE=\"2500\"/>"));
  EXPECT_THAT(text,
              HasSubstr("ANNOTATION_ID=\"a2\" TIME_SLOT_REF1=\"ts5\" TIME_SLOT_REF2=\"ts10\"><ANNOTATION_VALUE>4.5000<"));
  EXPECT_THAT(text, HasSubstr("<PROPERTY NAME=\"lastUsedAnnotationId\">6</PROPERTY>"));
}

TEST(EafWriter, StandardInputHasNoMedia) {
  EXPECT_THAT(write("eaf", sample_facts(), {{.file = "-", .duration_s = 1}}), Not(HasSubstr("MEDIA_DESCRIPTOR")));
}

TEST(EafWriter, TextIsEscaped) {
  RunFacts facts = sample_facts();
  facts.has_intervals = facts.has_label = true;
  FileResult result = {.file = "a", .duration_s = 3, .segments = {sample_segment(0, 1)}};
  result.segments[0].label = testing::hostile_text;
  EXPECT_THAT(write("eaf", facts, {result}), HasSubstr("a&quot;b&#39;c&lt;d&gt;&amp;e,f g  h i j \xEF\xBF\xBDk --&gt;l"));
}

TEST(EafWriter, AFailedRecordingIsNoDocument) {
  EXPECT_EQ(write("eaf", sample_facts(), {testing::failed_result("x", "broken")}), "");
  FileResult result = testing::sample_result();
  result.failure = Failure{ErrorCode::unreadable, "broken"};
  EXPECT_EQ(write("eaf", sample_facts(), {result}), "");
}

}  // namespace
}  // namespace affectus
