#include "capture/level_meter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace affectus {
namespace {

std::vector<float> sine(double amplitude, std::size_t count, int rate_hz) {
  std::vector<float> samples(count);
  for (std::size_t i = 0; i < count; ++i)
    samples[i] = static_cast<float>(amplitude * std::sin(2 * std::numbers::pi * 440 * static_cast<double>(i) / rate_hz));
  return samples;
}

TEST(LevelMeter, ASineHasItsPowerAndItsPeak) {
  for (const int rate_hz : {8000, 16000, 48000}) {
    LevelMeter meter(rate_hz);
    meter.push(sine(0.5, static_cast<std::size_t>(rate_hz), rate_hz));
    EXPECT_NEAR(meter.level_db(), 20 * std::log10(0.5 / std::sqrt(2)), 0.1) << rate_hz;
    EXPECT_NEAR(meter.peak_db(), 20 * std::log10(0.5), 0.1) << rate_hz;
    EXPECT_FALSE(meter.is_clipping());
  }
}

TEST(LevelMeter, SilenceAndNothingAreTheLowest) {
  LevelMeter meter(16000);
  EXPECT_EQ(meter.level_db(), LevelMeter::silence_db);
  EXPECT_EQ(meter.peak_db(), LevelMeter::silence_db);
  meter.push(std::vector<float>(16000));
  EXPECT_EQ(meter.level_db(), LevelMeter::silence_db);
  meter.push(std::vector<float>(16000, 1e-9F));
  EXPECT_EQ(meter.level_db(), LevelMeter::silence_db);
}

TEST(LevelMeter, ForgetsTheLevelBeforeThePeak) {
  LevelMeter meter(16000);
  meter.push(sine(0.5, 16000, 16000));
  meter.push(std::vector<float>(8000));  // half a second
  EXPECT_EQ(meter.level_db(), LevelMeter::silence_db);
  EXPECT_NEAR(meter.peak_db(), -6, 0.1);
  meter.push(std::vector<float>(16000));
  EXPECT_EQ(meter.peak_db(), LevelMeter::silence_db);
}

TEST(LevelMeter, ThreeSamplesAtFullScaleAreAClip) {
  LevelMeter meter(16000);
  std::vector<float> samples(1000);
  samples[10] = samples[11] = 1;
  samples[20] = -1;
  meter.push(samples);
  EXPECT_FALSE(meter.is_clipping());
  samples[12] = 32767.0F / 32768;
  meter.push(samples);
  EXPECT_TRUE(meter.is_clipping());
  EXPECT_EQ(meter.clips(), 1U);
  meter.push(std::vector<float>(22000));
  EXPECT_TRUE(meter.is_clipping());
  meter.push(std::vector<float>(2000));
  EXPECT_FALSE(meter.is_clipping());
  EXPECT_EQ(meter.clips(), 1U);
}

TEST(LevelMeter, AClipAcrossTwoPushesIsOne) {
  LevelMeter meter(16000);
  meter.push(std::vector<float>(2, -1));
  meter.push(std::vector<float>(2, 1));
  EXPECT_EQ(meter.clips(), 1U);
}

}  // namespace
}  // namespace affectus
