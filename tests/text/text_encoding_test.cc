#include "text/text_encoding.h"

#include <gtest/gtest.h>

namespace affectus {
namespace {

using namespace std::string_view_literals;

TEST(DecodeText, ByteOrderMarksDecide) {
  EXPECT_EQ(decode_text("a\xC3\xA9"), "aé");
  EXPECT_EQ(decode_text("\xEF\xBB\xBF"
                        "aé"),
            "aé");
  EXPECT_EQ(decode_text("\xFF\xFE"
                        "a\0\xE9\0\x34\x6C\x3D\xD8\x00\xDE"sv),
            "aé水😀");
  EXPECT_EQ(decode_text("\xFE\xFF\0a\0\xE9\x6C\x34\xD8\x3D\xDE\x00"sv), "aé水😀");
  EXPECT_EQ(decode_text(""), "");
  EXPECT_EQ(decode_text("\xFF\xFE"), "");
}

TEST(DecodeText, BrokenUtf16IsReplaced) {
  EXPECT_EQ(decode_text("\xFF\xFE\x3D\xD8"
                        "a\0"sv),
            "\xEF\xBF\xBD"
            "a");
  EXPECT_EQ(decode_text("\xFF\xFE\x00\xDE"sv), "\xEF\xBF\xBD");
  EXPECT_EQ(decode_text("\xFF\xFE"
                        "a\0b"sv),
            "a\xEF\xBF\xBD");
}

}  // namespace
}  // namespace affectus
