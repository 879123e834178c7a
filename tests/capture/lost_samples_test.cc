#include "capture/lost_samples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace affectus {
namespace {

constexpr std::size_t block_samples = 320;  // 20 ms

TEST(LostSamples, StampsThatFollowTheSamplesLoseNone) {
  LostSamples lost(16000);
  std::mt19937 generator(1);
  std::uniform_real_distribution<double> jitter(-0.05, 0.05);
  for (int i = 0; i < 10000; ++i) EXPECT_EQ(lost.see(1e9 + 0.02 * i + jitter(generator), block_samples), 0U);
}

// 100 parts in a million, as the worst of sound cards.
TEST(LostSamples, AClockThatDriftsLosesNone) {
  for (const double drift : {1e-4, -1e-4}) {
    LostSamples lost(16000);
    for (int i = 0; i < 50 * 3600 * 3; ++i) ASSERT_EQ(lost.see(5 + 0.02 * i * (1 + drift), block_samples), 0U) << i;
  }
}

TEST(LostSamples, AStepAheadIsALossOfItsLength) {
  LostSamples lost(16000);
  double stamp_s = 100;
  for (int i = 0; i < 200; ++i, stamp_s += 0.02) EXPECT_EQ(lost.see(stamp_s, block_samples), 0U);
  stamp_s += 0.75;
  EXPECT_EQ(lost.see(stamp_s, block_samples), 12000U);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(lost.see(stamp_s += 0.02, block_samples), 0U) << i;
  stamp_s += 0.5;
  EXPECT_EQ(lost.see(stamp_s += 0.02, block_samples), 8000U);
}

// As FFmpeg's of PulseAudio, which begin .7 s behind and are right after a second.
TEST(LostSamples, StampsThatSettleLoseNone) {
  LostSamples lost(16000);
  for (int i = 0; i < 500; ++i) EXPECT_EQ(lost.see(1e9 + 0.02 * i + 0.7 * std::min(1.0, 0.02 * i), block_samples), 0U) << i;
}

TEST(LostSamples, AClockThatIsSetLosesNone) {
  LostSamples lost(16000);
  double stamp_s = 1000;
  for (int i = 0; i < 200; ++i, stamp_s += 0.02) EXPECT_EQ(lost.see(stamp_s, block_samples), 0U);
  for (const double step_s : {-500.0, 86400.0}) {
    stamp_s += step_s;
    for (int i = 0; i < 10; ++i, stamp_s += 0.02) EXPECT_EQ(lost.see(stamp_s, block_samples), 0U) << step_s;
  }
}

}  // namespace
}  // namespace affectus
