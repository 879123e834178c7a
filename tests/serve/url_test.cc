#include "serve/url.h"

#include <gtest/gtest.h>

namespace affectus {
namespace {

TEST(Url, PathAndQueryAreDecoded) {
  const auto target = parse_target("/a%20b/%C3%A4?x=1&y&z=a+b%26c&&x=2#part");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a b/\xC3\xA4");
  EXPECT_EQ(target->query, (NamedValues{{"x", "1"}, {"y", ""}, {"z", "a b&c"}, {"x", "2"}}));
  EXPECT_EQ(parse_target("/a+b")->path, "/a+b");
}

TEST(Url, WhatIsNoTargetIsRefused) {
  for (const char* text : {"", "a", "*", "http://host/", "/%", "/%4", "/%zz", "/a%00b", "/?x=%", "/?%00=1"})
    EXPECT_FALSE(parse_target(text)) << text;
  std::string many = "/?";
  for (int i = 0; i < 65; ++i) many += "a=1&";
  EXPECT_FALSE(parse_target(many));
}

}  // namespace
}  // namespace affectus
