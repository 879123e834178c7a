#include "text/text_encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "failure.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using testing::failure;
using ::testing::HasSubstr;
using namespace std::string_view_literals;

std::string refusal(std::string_view bytes) {
  return failure([&] { decode_text(bytes, "a.txt"); }, ErrorCode::invalid_format);
}

std::string utf16(std::u16string_view text, bool little_endian) {
  std::string bytes;
  for (const char16_t unit : text) {
    const char low = static_cast<char>(unit & 0xFFU), high = static_cast<char>(unit >> 8U);
    bytes += little_endian ? low : high;
    bytes += little_endian ? high : low;
  }
  return bytes;
}

TEST(DecodeText, ByteOrderMarksDecide) {
  EXPECT_EQ(decode_text("a\xC3\xA9", "a"), "aé");
  EXPECT_EQ(decode_text("\xEF\xBB\xBF"
                        "aé",
                        "a"),
            "aé");
  EXPECT_EQ(decode_text("\xFF\xFE" + utf16(u"aé水😀", true), "a"), "aé水😀");
  EXPECT_EQ(decode_text("\xFE\xFF" + utf16(u"aé水😀", false), "a"), "aé水😀");
  EXPECT_EQ(decode_text("\xFF\xFE" + utf16(u"水", true), "a"), "水");
  for (const std::string_view nothing : {""sv, "\xEF\xBB\xBF"sv, "\xFF\xFE"sv, "\xFE\xFF"sv})
    EXPECT_EQ(decode_text(nothing, "a"), "");
}

TEST(DecodeText, Utf16WithoutAMarkIsKnownByItsNuls) {
  for (const bool little_endian : {true, false}) {
    EXPECT_EQ(decode_text(utf16(u"call.wav\r\nMüller 水.wav\r\n", little_endian), "a"), "call.wav\r\nMüller 水.wav\r\n");
    EXPECT_EQ(decode_text(utf16(u"ab", little_endian), "a"), "ab");
  }
}

TEST(DecodeText, ANulIsRefusedByItsLine) {
  EXPECT_THAT(refusal("\0\n"sv), HasSubstr("a.txt:1: expected text, found a NUL"));
  EXPECT_THAT(refusal("\0"sv), HasSubstr("a.txt:1: "));
  EXPECT_THAT(refusal("a.wav\nb\0.wav\n"sv), HasSubstr("a.txt:2: "));
  EXPECT_THAT(refusal("a.wav\0b.wav\0c.wav\0"sv), HasSubstr("a.txt:1: "));
  EXPECT_THAT(refusal("\xFF\xFE" + utf16(u"a\r\rb\0"sv, true)), HasSubstr("a.txt:3: expected text, found a NUL"));
}

TEST(DecodeText, WhatIsNoTextIsRefusedByItsLine) {
  EXPECT_THAT(refusal("a\r\nM\xFCller"), HasSubstr("a.txt:2: expected text in UTF-8 or UTF-16, found the byte 0xFC"));
  EXPECT_THAT(refusal("a\rb\r\xE6\xB0"), HasSubstr("a.txt:3: "));
  EXPECT_THAT(refusal("\xFF\xFE" + utf16(u"a\n\xD83D", true) + "b"), HasSubstr("a.txt:2: expected text in UTF-16"));
  EXPECT_THAT(refusal("\xFF\xFE" + utf16(u"\xDE00", true)), HasSubstr("half of a character"));
  EXPECT_THAT(refusal("\xFF\xFE" + utf16(u"a\n", true) + "b"), HasSubstr("a.txt:2: expected text in UTF-16, found an odd"));
}

TEST(TextLines, EndWithAnyLineEnd) {
  EXPECT_THAT(text_lines("a\nb\r\nc\rd"), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(text_lines("a\n\r\n\r\rb\n"), ElementsAre("a", "", "", "", "b"));
  EXPECT_THAT(text_lines(""), ElementsAre());
  EXPECT_THAT(text_lines("\n"), ElementsAre(""));
}

}  // namespace
}  // namespace affectus
