#include "base/bounded_json.h"

#include <gtest/gtest.h>

#include <string>

namespace affectus {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(BoundedJsonTest, DepthIsBounded) {
  EXPECT_TRUE(parse_json(nested(deepest_json)).is_array());
  EXPECT_TRUE(parse_json(nested(deepest_json + 1)).is_discarded());
  EXPECT_TRUE(parse_json(nested(1'000'000)).is_discarded());
  EXPECT_TRUE(parse_json(std::string(1'000'000, '{')).is_discarded());
}

TEST(BoundedJsonTest, BracketsInTextsHaveNoDepth) {
  const auto value = parse_json(R"(["\")" + std::string(1000, '[') + R"(", {"{{{": "\\"}])");
  ASSERT_TRUE(value.is_array());
  EXPECT_EQ(value[0].get<std::string>(), "\"" + std::string(1000, '['));
}

TEST(BoundedJsonTest, AMessageSaysWhatATextIs) {
  EXPECT_EQ(found_in_json(nested(deepest_json + 1)), "JSON nested deeper than 64");
  for (const std::string& text : {std::string("\xFF\xFE{\0", 4), std::string("\xFE\xFF\0{", 4), std::string("{\0\n\0", 4)})
    EXPECT_EQ(found_in_json(text), "text in UTF-16, not UTF-8");
  for (const char* part : {"{\n\"a\": [1,", "{\n\"a\": 1", "{\n\"a", "{\n\"a\": tru"})
    EXPECT_EQ(found_in_json(part), "a part of it, which ends in line 2") << part;
  EXPECT_EQ(found_in_json("{\n\n\"a\": what}"), "something else in line 3");
  EXPECT_EQ(found_in_json("[]"), "something else");
}

TEST(BoundedJsonTest, WhatIsNoJsonIsDiscarded) {
  for (const char* text : {"", "[", "]", "\"", "\"\\", "{\"a\"}", "nan"})
    EXPECT_TRUE(parse_json(text).is_discarded()) << text;
}

}  // namespace
}  // namespace affectus
