#include "training/augmentation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <span>
#include <utility>

#include "base/random.h"

namespace affectus {
namespace {

/// Frames of two values: the frame's number, and 10 less three times the number.
Frames ramp(std::size_t count) {
  Frames frames(2);
  for (std::size_t frame = 0; frame < count; ++frame) {
    const std::span<float> values = frames.append();
    values[0] = static_cast<float>(frame);
    values[1] = 10 - 3 * static_cast<float>(frame);
  }
  return frames;
}

Frames changed(Frames frames, const AugmentationOptions& options) {
  RandomStream random{7};
  Augmentation(options, 0, nullptr).change_frames(frames, 25, random);
  return frames;
}

AugmentationOptions stretched_by(double factor) {
  AugmentationOptions options;
  options.stretch_probability = 1;
  options.stretch = {factor, factor};
  return options;
}

TEST(AugmentationTest, StretchKeepsTheEndsAndTheCourseBetweenThem) {
  for (const auto& [factor, count] : {std::pair(1.5, 15U), std::pair(0.5, 5U), std::pair(1.0, 10U)}) {
    const Frames frames = changed(ramp(10), stretched_by(factor));
    ASSERT_EQ(frames.count(), count);
    ASSERT_EQ(frames.dim(), 2U);
    for (std::size_t frame = 0; frame < count; ++frame) {
      const float place = 9 * static_cast<float>(frame) / static_cast<float>(count - 1);
      EXPECT_NEAR(frames[frame][0], place, 1e-5) << factor;
      EXPECT_NEAR(frames[frame][1], 10 - 3 * place, 1e-5) << factor;
    }
  }
}

TEST(AugmentationTest, StretchLeavesTheShortestRecordingsUsable) {
  EXPECT_EQ(changed(ramp(0), stretched_by(4)).count(), 0U);
  EXPECT_EQ(changed(ramp(1), stretched_by(4)).count(), 1U);
  EXPECT_EQ(changed(ramp(2), stretched_by(0.25)).count(), 2U);
}

TEST(AugmentationTest, MasksAloneKeepTheOtherFrames) {
  AugmentationOptions options;
  options.time_mask_probability = 1;
  options.time_mask_s = {0.1, 0.1};
  const Frames masked = changed(ramp(20), options);
  ASSERT_EQ(masked.count(), 20U);
  std::size_t kept = 0;
  for (std::size_t frame = 0; frame < 20; ++frame) kept += masked[frame][1] == 10 - 3 * static_cast<float>(frame);
  EXPECT_GE(kept, 16U);  // twice two frames of 40 ms
  EXPECT_LE(kept, 18U);
}

}  // namespace
}  // namespace affectus
