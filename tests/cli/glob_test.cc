#include "cli/glob.h"

#include <gtest/gtest.h>

namespace affectus {
namespace {

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(GlobTest, StarsStayWithinAName) {
  EXPECT_TRUE(glob_match("calls/*.wav", "calls/a.wav"));
  EXPECT_TRUE(glob_match("*/a?[bc].wav", "calls/a1b.wav"));
  EXPECT_FALSE(glob_match("calls/*.wav", "calls/one/a.wav"));
  EXPECT_FALSE(glob_match("*.wav", "calls/a.wav"));
}

TEST(GlobTest, TwoStarsStandForAnyFoldersAlsoNone) {
  for (const char* name : {"calls/a.wav", "calls/one/a.wav", "calls/one/two/a.wav"}) {
    EXPECT_TRUE(glob_match("calls/**/*.wav", name)) << name;
    EXPECT_TRUE(glob_match("**/a.wav", name)) << name;
    EXPECT_TRUE(glob_match("**/**/calls/**/**/*.wav", name)) << name;
    EXPECT_FALSE(glob_match("**/*.flac", name)) << name;
    EXPECT_FALSE(glob_match("other/**/*.wav", name)) << name;
    EXPECT_FALSE(glob_match("calls/**/a.wav/*", name)) << name;
  }
}

TEST(GlobTest, PartsBetweenTwoStarsComeInTheirOrder) {
  EXPECT_TRUE(glob_match("**/a/b/**/a/*.wav", "a/a/b/a/x.wav"));
  EXPECT_TRUE(glob_match("**/a/**/b/**/c/x.wav", "1/a/2/a/b/3/c/4/c/x.wav"));
  EXPECT_FALSE(glob_match("**/a/b/**/a/*.wav", "a/b/b/x.wav"));
  EXPECT_FALSE(glob_match("**/a/**/a/x.wav", "1/a/2/x.wav"));
  EXPECT_FALSE(glob_match("**/b/**/a/**/x.wav", "a/b/x.wav"));
}

TEST(GlobTest, OnlyFoldersThatMayHoldAMatchAreEntered) {
  EXPECT_FALSE(glob_may_match_below("*.wav", "calls"));
  EXPECT_TRUE(glob_may_match_below("c*/*.wav", "calls"));
  EXPECT_FALSE(glob_may_match_below("c*/*.wav", "other"));
  EXPECT_FALSE(glob_may_match_below("c*/*.wav", "calls/one"));
  EXPECT_TRUE(glob_may_match_below("*/one/*.wav", "calls"));
  EXPECT_TRUE(glob_may_match_below("*/one/*.wav", "calls/one"));
  EXPECT_FALSE(glob_may_match_below("*/one/*.wav", "calls/two"));
  for (const char* folder : {"calls", "calls/one", "calls/one/two"}) {
    EXPECT_TRUE(glob_may_match_below("**/*.wav", folder)) << folder;
    EXPECT_TRUE(glob_may_match_below("calls/**/a.wav", folder)) << folder;
    EXPECT_FALSE(glob_may_match_below("other/**/a.wav", folder)) << folder;
  }
}

// To try every way to deal 30 folders out to 30 "**/" would take longer than anybody waits.
TEST(GlobTest, ManyTwoStarsEnd) {
  const std::string name = repeated("a/", 30) + "x.wav";
  EXPECT_TRUE(glob_match(repeated("**/", 30) + "x.wav", name));
  EXPECT_FALSE(glob_match(repeated("**/", 30) + "y.wav", name));
  EXPECT_TRUE(glob_match(repeated("**/a/", 30) + "x.wav", name));
  EXPECT_FALSE(glob_match(repeated("**/a/", 20) + "b/x.wav", name));
}

}  // namespace
}  // namespace affectus
