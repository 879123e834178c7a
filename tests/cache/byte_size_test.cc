#include "cache/byte_size.h"

#include <gtest/gtest.h>

namespace affectus {
namespace {

TEST(ByteSizeTest, ReadsWhatPeopleWrite) {
  EXPECT_EQ(parse_byte_size("0"), 0);
  EXPECT_EQ(parse_byte_size("123"), 123);
  EXPECT_EQ(parse_byte_size("123B"), 123);
  EXPECT_EQ(parse_byte_size("500M"), 500'000'000);
  EXPECT_EQ(parse_byte_size("10g"), 10'000'000'000);
  EXPECT_EQ(parse_byte_size("2 TB"), 2'000'000'000'000);
  EXPECT_EQ(parse_byte_size("1.5GiB"), 1'610'612'736);
  EXPECT_EQ(parse_byte_size("4ki"), 4096);
  for (const char* text : {"", "G", "-1", "1e9", "10X", "10GG", "1.2.3", "10 G B", "99999999999T", "nan", " 5", "."})
    EXPECT_FALSE(parse_byte_size(text)) << text;
  EXPECT_FALSE(parse_byte_size(std::string(1000, '9')));
}

TEST(ByteSizeTest, WritesWhatPeopleRead) {
  EXPECT_EQ(byte_size_text(0), "0 bytes");
  EXPECT_EQ(byte_size_text(1), "1 byte");
  EXPECT_EQ(byte_size_text(999), "999 bytes");
  EXPECT_EQ(byte_size_text(1000), "1.0 kB");
  EXPECT_EQ(byte_size_text(999'960), "1.0 MB");
  EXPECT_EQ(byte_size_text(20'000'000'000), "20.0 GB");
  EXPECT_EQ(byte_size_text(12'345'000'000'000'000), "12345.0 TB");
}

}  // namespace
}  // namespace affectus
