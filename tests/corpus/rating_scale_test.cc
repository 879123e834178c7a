#include "corpus/rating_scale.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace affectus {
namespace {

std::string warning_of(const std::string& rows) {
  return scale_warning(Manifest::parse("path,partition,activation,valence,dominance\n" + rows, "calls/manifest.csv"));
}

TEST(RatingScale, RatingsFrom0To1AreNoRatingsFrom1To7) {
  EXPECT_EQ(
      warning_of("a.wav,train,0.2,0.5,3\nb.wav,train,1,0,4\n"),
      "calls/manifest.csv: expected ratings from 1 to 7 (4 is neutral), found all of activation and valence from 0 to 1; "
      "if that is their scale, write 1 + 6 x for each x");
  EXPECT_THAT(
      warning_of("a.wav,train,-0.2,-1,1\nb.wav,train,1,0,0.5\n"),
      ::testing::HasSubstr("all of activation, valence and dominance from -1 to 1; if that is their scale, write 4 + 3 x"));
}

TEST(RatingScale, OthersAreNotDoubted) {
  for (const char* rows : {"a.wav,train,1,1,1\nb.wav,train,1,1,1\n", "a.wav,train,0.9,4,4\nb.wav,train,7.2,4,4\n",
                           "a.wav,train,,,\nb.wav,train,,4,\n", "a.wav,train,-3,-2,2\n"})
    EXPECT_EQ(warning_of(rows), "") << rows;
}

}  // namespace
}  // namespace affectus
