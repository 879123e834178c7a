#include "corpus/field_template.h"

#include <gmock/gmock.h>

#include "affectus/error.h"
#include "failure.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using testing::failure;
using ::testing::HasSubstr;

TEST(FieldTemplate, FieldsTakeTheirPlaces) {
  const FieldTemplate text("{corpus}-{votes.A}{corpus}.wav");
  EXPECT_THAT(text.fields(), ElementsAre("corpus", "votes.A", "corpus"));
  EXPECT_EQ(text.filled({{"corpus", "x{y}"}, {"votes.A", "3"}}), "x{y}-3x{y}.wav");
  EXPECT_EQ(text.filled({}), "-.wav");
  EXPECT_EQ(FieldTemplate("en").filled({}), "en");
  EXPECT_EQ(FieldTemplate().filled({}), "");
}

TEST(FieldTemplate, BracesComeInPairs) {
  for (const char* text : {"{", "}", "a{b", "a}b", "{a{b}}", "{}", "{a}}"})
    EXPECT_THAT(failure([&] { FieldTemplate{text}; }, ErrorCode::invalid_argument), HasSubstr(text)) << text;
}

}  // namespace
}  // namespace affectus
