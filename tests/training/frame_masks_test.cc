#include "training/frame_masks.h"

#include <gtest/gtest.h>

#include <set>

namespace affectus {
namespace {

TEST(FrameMasksTest, HideAboutTheShareThatIsAskedFor) {
  double hidden = 0, masks = 0;
  constexpr std::uint64_t trials = 400;
  for (std::uint64_t trial = 0; trial < trials; ++trial) {
    RandomStream random{trial};
    std::set<std::int64_t> places, starts;
    for (const FrameMask& mask : draw_masks(137, 0.3, 10, random)) {
      EXPECT_EQ(mask.end - mask.start, 10);
      EXPECT_GE(mask.start, 0);
      EXPECT_LE(mask.end, 137);
      EXPECT_TRUE(starts.insert(mask.start).second);
      for (std::int64_t i = mask.start; i < mask.end; ++i) places.insert(i);
      ++masks;
    }
    hidden += static_cast<double>(places.size()) / 137;
  }
  EXPECT_NEAR(masks / trials, 0.3 * 137 / 10, 0.1);
  EXPECT_GT(hidden / trials, 0.22);  // those that overlap hide less
  EXPECT_LT(hidden / trials, 0.3);
}

TEST(FrameMasksTest, FewFramesHaveNoMaskOrAFittingOne) {
  RandomStream random{1};
  EXPECT_TRUE(draw_masks(9, 0.9, 10, random).empty());
  EXPECT_TRUE(draw_masks(100, 0, 10, random).empty());
  EXPECT_LE(draw_masks(10, 0.9, 10, random).size(), 1u);
}

}  // namespace
}  // namespace affectus
