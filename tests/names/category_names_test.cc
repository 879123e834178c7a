#include "names/category_names.h"

#include <gtest/gtest.h>

namespace affectus {
namespace {

TEST(CategoryName, CaseAndCompositionDoNotMatter) {
  EXPECT_EQ(category_name("Happy"), "happy");
  EXPECT_EQ(category_name("HAPPY"), category_name("happy"));
  EXPECT_EQ(category_name("\u00C4rger"), "\u00E4rger");
  EXPECT_EQ(category_name("A\u0308rger"), "\u00E4rger");
  EXPECT_EQ(category_name("\u0413\u041D\u0415\u0412"), "\u0433\u043D\u0435\u0432");
  EXPECT_NE(category_name("happy"), category_name("happiness"));
}

TEST(CategoryName, BytesThatAreNoTextStayAsTheyAre) {
  EXPECT_EQ(category_name("A\xFF"), "a\xFF");
  EXPECT_EQ(category_name(""), "");
}

}  // namespace
}  // namespace affectus
