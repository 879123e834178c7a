#include "encoder_graphs/log_mel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace affectus {
namespace {

std::vector<float> tone(double hz, std::size_t samples) {
  std::vector<float> values(samples);
  for (std::size_t i = 0; i < samples; ++i)
    values[i] = 0.5F * static_cast<float>(std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / 16000));
  return values;
}

std::vector<float> log_mel(std::size_t bins, std::span<const float> samples, std::size_t frames) {
  std::vector<float> result(bins * frames);
  LogMel(bins).compute(samples, frames, result.data());
  return result;
}

// The whole against transformers is in encoder_test.cc; here the edges.
TEST(LogMelTest, SilenceIsTheFloor) {
  for (const float value : log_mel(80, std::vector<float>(16000), 100)) EXPECT_FLOAT_EQ(value, (-10.0F + 4) / 4);
}

TEST(LogMelTest, SilenceAfterwardsIsWrittenOrImplied) {
  const std::vector<float> short_tone = tone(440, 5000);
  std::vector<float> padded = short_tone;
  padded.resize(16000);
  EXPECT_EQ(log_mel(80, short_tone, 100), log_mel(80, padded, 100));
}

TEST(LogMelTest, WhatLiesBeyondIsCutOff) {
  const std::vector<float> long_tone = tone(440, 40000);
  EXPECT_EQ(log_mel(128, long_tone, 100), log_mel(128, std::span(long_tone).first(16000), 100));
}

TEST(LogMelTest, AToneIsLoudestInItsBand) {
  const auto values = log_mel(80, tone(1000, 16000), 100);
  std::size_t loudest = 0;
  for (std::size_t bin = 0; bin < 80; ++bin)
    if (values[bin * 100 + 50] > values[loudest * 100 + 50]) loudest = bin;
  // 1000 Hz is 15 mel of 45.245; the 80 bands are centred at 45.245 / 81 x (1 .. 80).
  EXPECT_NEAR(static_cast<double>(loudest + 1), 15 / 45.245 * 81, 1);
}

}  // namespace
}  // namespace affectus
