#include "text/text.h"

#include <gtest/gtest.h>

#include <limits>

namespace affectus {
namespace {

constexpr const char* mark = "\xEF\xBF\xBD";

TEST(Text, InvalidUtf8IsReplacedByteByByte) {
  EXPECT_EQ(valid_utf8("aé水😀"), "aé水😀");
  EXPECT_EQ(valid_utf8("\xff"), mark);
  EXPECT_EQ(valid_utf8("a\x80z"), std::string("a") + mark + "z");
  EXPECT_EQ(valid_utf8("\xC0\x80"), std::string(mark) + mark) << "overlong";
  EXPECT_EQ(valid_utf8("\xED\xA0\x80"), std::string(mark) + mark + mark) << "surrogate";
  EXPECT_EQ(valid_utf8("\xF4\x90\x80\x80"), std::string(mark) + mark + mark + mark) << "beyond Unicode";
  EXPECT_EQ(valid_utf8("\xE6\xB0"), std::string(mark) + mark) << "cut short";
}

TEST(Text, EscapesMarkupAndWhatXmlForbids) {
  EXPECT_EQ(escape_xml("a<b>&\"'\n\t"), "a&lt;b&gt;&amp;&quot;&#39;&#10;&#9;");
  EXPECT_EQ(escape_xml(std::string_view("\0\x01\x7f", 3)), std::string(mark) + mark + mark);
  EXPECT_EQ(escape_xml("\xEF\xBF\xBF"), mark);
}

TEST(Text, EscapesWhatMarkupIsMadeOfOnly) { EXPECT_EQ(escape_markup("a<b>&\"c'\n\xff"), "a&lt;b&gt;&amp;\"c'\n\xff"); }

TEST(Text, WhatIsPrintableShowsControlCharactersEscaped) {
  EXPECT_EQ(printable("a\nb\tc\r\x1b[31m\x7f\xC2\x9Bz"), R"(a\nb\tc\r\x1b[31m\x7f\x9bz)");
  EXPECT_EQ(printable("ab\xE2\x80\xAE\xE2\x80\xA8"), R"(ab\u202e\u2028)");
  EXPECT_EQ(printable("Grüße 你好.wav"), "Grüße 你好.wav");
  EXPECT_EQ(printable("a\xFF"), "a\xEF\xBF\xBD");
}

TEST(Text, OneLineHasNoControlCharacters) { EXPECT_EQ(one_line("a\nb\x1b[31m\xE2\x80\xA8z"), "a b [31m z"); }

TEST(Text, Numbers) {
  EXPECT_EQ(trimmed_decimal(1.5, 6), "1.5");
  EXPECT_EQ(trimmed_decimal(100, 0), "100");
  EXPECT_EQ(trimmed_decimal(100, 3), "100");
  EXPECT_EQ(trimmed_decimal(-0.0000001, 3), "0");
  EXPECT_EQ(decimal(-0.004, 2), "0.00");
  EXPECT_EQ(decimal(std::numeric_limits<double>::max(), 17).size(), 309U + 18U);
  EXPECT_EQ(shortest_float(0.1F), "0.1");
  EXPECT_EQ(seconds_text(0.1 + 0.2), "0.3");
  EXPECT_EQ(clock_text(59.999, 2), "1:00.00");
  EXPECT_EQ(clock_text(3599.5), "1:00:00");
  EXPECT_EQ(clock_text(7322.05, 2), "2:02:02.05");
}

TEST(Text, DisplayWidth) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("水😀"), 4U);
  EXPECT_EQ(display_width("e\xCC\x81"), 1U);
}

}  // namespace
}  // namespace affectus
