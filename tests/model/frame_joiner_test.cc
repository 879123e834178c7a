#include "model/frame_joiner.h"

#include <gmock/gmock.h>

#include "failure.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using testing::failure;
using ::testing::HasSubstr;

// Frame t is {10 t, 10 t + 1, ...}.
Frames counted(std::size_t count, std::size_t dim) {
  Frames frames(dim);
  frames.resize(count);
  for (std::size_t t = 0; t < count; ++t)
    for (std::size_t i = 0; i < dim; ++i) frames[t][i] = static_cast<float>(10 * t + i);
  return frames;
}

std::vector<float> row(const Frames& frames, std::size_t t) { return {frames[t].begin(), frames[t].end()}; }

TEST(FrameJoinerTest, AloneNothingChanges) {
  const FrameJoiner joiner({{.dim = 3, .frame_rate_hz = 100, .selected = {}}}, 0);
  const Frames frames = joiner.join({counted(5, 3)});
  EXPECT_EQ(frames.count(), 5);
  EXPECT_THAT(row(frames, 2), ElementsAre(20, 21, 22));
}

TEST(FrameJoinerTest, TheFasterPartIsAveragedAndTheShorterDecides) {
  const FrameJoiner joiner(
      {{.dim = 1, .frame_rate_hz = 100, .selected = {}}, {.dim = 2, .frame_rate_hz = 50, .selected = {}}}, 0);
  EXPECT_EQ(joiner.frame_rate_hz(), 50);
  EXPECT_THAT(joiner.widths(), ElementsAre(1, 2));
  const Frames frames = joiner.join({counted(5, 1), counted(4, 2)});
  ASSERT_EQ(frames.count(), 3);
  EXPECT_THAT(row(frames, 0), ElementsAre(5, 0, 1));
  EXPECT_THAT(row(frames, 1), ElementsAre(25, 10, 11));
  EXPECT_THAT(row(frames, 2), ElementsAre(40, 20, 21));  // the last frame of the first part has no partner
}

TEST(FrameJoinerTest, TheSlowerPartIsRepeatedWhereTheRateIsGiven) {
  const FrameJoiner joiner(
      {{.dim = 1, .frame_rate_hz = 100, .selected = {}}, {.dim = 1, .frame_rate_hz = 50, .selected = {}}}, 100);
  const Frames frames = joiner.join({counted(5, 1), counted(2, 1)});
  ASSERT_EQ(frames.count(), 4);
  EXPECT_THAT(row(frames, 1), ElementsAre(10, 0));
  EXPECT_THAT(row(frames, 2), ElementsAre(20, 10));
}

TEST(FrameJoinerTest, ValuesAreChosen) {
  const FrameJoiner joiner({{.dim = 4, .frame_rate_hz = 50, .selected = {3, 1}}}, 0);
  EXPECT_EQ(joiner.dim(), 2);
  EXPECT_THAT(row(joiner.join({counted(2, 4)}), 1), ElementsAre(13, 11));
}

TEST(FrameJoinerTest, WhatDoesNotFitIsNamed) {
  EXPECT_THAT(
      failure([] {
        FrameJoiner({{.dim = 1, .frame_rate_hz = 100, .selected = {}}, {.dim = 1, .frame_rate_hz = 30, .selected = {}}}, 0);
      }),
      HasSubstr("whole multiples"));
  EXPECT_THAT(failure([] { FrameJoiner({{.dim = 2, .frame_rate_hz = 100, .selected = {2}}}, 0); }),
              HasSubstr("from 0 to 1"));
}

}  // namespace
}  // namespace affectus
