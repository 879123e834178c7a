#include "cli/option_checks.h"

#include <gmock/gmock.h>

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::SizeIs;
using ::testing::StartsWith;

// The check's message; "" for a value that is right.
std::string refusal(const CLI::Validator& check, std::string text) { return check(text); }

TEST(OptionChecksTest, WholeNumbersAreDecimal) {
  const CLI::Validator track = whole_number(0, 9999);
  for (const char* text : {"0", "1", "9999"}) EXPECT_EQ(refusal(track, text), "") << text;
  for (const char* text : {"-1", "10000", "x", "", "1.5", "0x1", "1 ", "99999999999999999999"})
    EXPECT_EQ(refusal(track, text), "expected a whole number from 0 to 9999, found '" + std::string(text) + "'");
  EXPECT_EQ(refusal(whole_number(1), "0"), "expected a whole number from 1, found '0'");
  std::string zeros = "010";
  EXPECT_EQ(track(zeros), "");
  EXPECT_EQ(zeros, "10");  // not octal
}

TEST(OptionChecksTest, NumbersAreFinite) {
  for (const char* text : {"0.5", "-3", "1e3"}) EXPECT_EQ(refusal(number(), text), "") << text;
  for (const char* text : {"inf", "nan", "2.5s", "", "1e999"})
    EXPECT_EQ(refusal(number(), text), "expected a number, found '" + std::string(text) + "'");
  EXPECT_EQ(refusal(number(0, 1), "1"), "");
  EXPECT_EQ(refusal(number(0, 1), "1.1"), "expected a number from 0 to 1, found '1.1'");
  EXPECT_EQ(refusal(number_above_zero(), "0.1"), "");
  EXPECT_EQ(refusal(number_above_zero(), "0"), "expected a number above 0, found '0'");
}

TEST(OptionChecksTest, DurationsHaveASampleAtLeastAndABoundThatIsNamed) {
  for (const char* text : {"0.0000625", "2.5", "1000000000"}) EXPECT_EQ(refusal(duration_in_seconds(), text), "") << text;
  for (const char* text : {"0", "-1", "x", "inf", "2.5s", "", "1e10", "1e-9"})
    EXPECT_THAT(refusal(duration_in_seconds(), text),
                AllOf(StartsWith("expected seconds above 0"), EndsWith(" to 1000000000, found '" + std::string(text) + "'"),
                      SizeIs(::testing::Lt(100U))));
}

}  // namespace
}  // namespace affectus
