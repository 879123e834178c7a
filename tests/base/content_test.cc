#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

#include "base/content_hash.h"
#include "base/content_key.h"

namespace affectus {
namespace {

// Values of the algorithm's authors (FNV test vectors).
TEST(ContentHashTest, IsFnv1aOf64Bits) {
  EXPECT_EQ(content_hash(""), "cbf29ce484222325");
  EXPECT_EQ(content_hash("a"), "af63dc4c8601ec8c");
  EXPECT_EQ(content_hash("foobar"), "85944171f73967e8");
}

TEST(ContentKeyTest, DependsOnEveryByteAndOnWhereItWasAdded) {
  const auto key = [](auto... parts) {
    ContentKey made;
    (made.add(parts), ...);
    return made.text();
  };
  EXPECT_EQ(key("ab", "c"), key("ab", "c"));
  EXPECT_EQ(key("ab").size(), 32);
  EXPECT_NE(key("ab", "c"), key("a", "bc"));
  EXPECT_NE(key("ab"), key("ab", ""));
  EXPECT_NE(key(std::string(8, 'x')), key(std::string(9, 'x')));
  EXPECT_NE(key(std::string_view("a\0", 2)), key("a"));
}

TEST(ContentKeyTest, AnyByteOfALongTextCounts) {
  std::set<std::string> keys;
  for (const std::size_t size : {64U, 71U, 72U, 200U}) {
    std::string text(size, 'x');
    keys.insert(ContentKey().add(text).text());
    for (char& one : text) {
      one = 'y';
      keys.insert(ContentKey().add(text).text());
      one = 'x';
    }
  }
  EXPECT_EQ(keys.size(), 4 + 64 + 71 + 72 + 200);
}

}  // namespace
}  // namespace affectus
