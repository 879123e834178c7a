#include "cli/argument_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "failure.h"

namespace affectus {
namespace {

template <typename Parse>
std::string message_of(const Parse& parse, const std::string& text) {
  SCOPED_TRACE(text);
  return testing::failure([&] { parse(text); }, ErrorCode::invalid_argument);
}

TEST(ArgumentTextTest, ScalesAreNamed) {
  for (const Scale scale : {Scale::sam, Scale::unit, Scale::signed_}) EXPECT_EQ(parse_scale(to_string(scale)), scale);
  for (const char* text : {"", "SAM", "percent"})
    EXPECT_THAT(message_of(parse_scale, text), ::testing::HasSubstr("sam, unit or signed"));
}

TEST(ArgumentTextTest, ChannelsAreMixedChosenOrEach) {
  EXPECT_EQ(parse_channel("mix").kind, ChannelChoice::Kind::mix);
  EXPECT_EQ(parse_channel("each").kind, ChannelChoice::Kind::each);
  EXPECT_EQ(parse_channel("7").kind, ChannelChoice::Kind::one);
  EXPECT_EQ(parse_channel("7").index, 7);
  for (const char* text : {"", "-1", "1.5", "left", "1 ", "99999999999"})
    EXPECT_THAT(message_of(parse_channel, text), ::testing::HasSubstr("mix, each or a number from 0"));
}

}  // namespace
}  // namespace affectus
