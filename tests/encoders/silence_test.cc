#include "encoders/silence.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "affectus/audio.h"

namespace affectus {
namespace {

constexpr std::size_t hop = 320;

// A second of silence, one of speech, two of silence.
std::vector<float> spoken_second() {
  static const std::vector<float> recording = read_audio(AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac");
  std::vector<float> samples(4 * 16000 + 100, 0.0F);
  std::copy_n(recording.begin() + 5 * 16000, 16000, samples.begin() + 16000);
  return samples;
}

TEST(SilenceTest, SpeechAndAMarginAreKept) {
  const std::vector<bool> kept = kept_hops(spoken_second(), hop);
  ASSERT_EQ(kept.size(), 200);
  for (std::size_t i = 0; i < 200; ++i) {
    if (i >= 55 && i < 95) {
      EXPECT_TRUE(kept[i]) << i;
    } else if (i < 35 || i >= 115) {
      EXPECT_FALSE(kept[i]) << i;
    }
  }
}

TEST(SilenceTest, SomethingIsAlwaysKept) {
  const std::vector<bool> silent = kept_hops(std::vector<float>(64000, 0.0F), hop);
  EXPECT_EQ(std::ranges::count(silent, true), 50);
  EXPECT_EQ(kept_hops(std::vector<float>(100, 0.0F), hop).size(), 0);
  const std::vector<bool> brief = kept_hops(std::vector<float>(800, 0.0F), hop);
  EXPECT_EQ(std::ranges::count(brief, true), 2);
}

TEST(SilenceTest, WhatIsLeftOutIsTheLastFrameBefore) {
  const std::vector<bool> kept = {false, true, true, false, false, true};
  const std::vector<float> samples = {0, 1, 2, 3, 4, 5, 6};
  EXPECT_EQ(without_silence(samples, 1, kept), (std::vector<float>{1, 2, 5, 6}));
  Frames spoken(1), frames(1);
  for (const float value : {1, 2, 5, 6}) spoken.append()[0] = value;
  restore_silence(spoken.view(), kept, 7, frames);
  ASSERT_EQ(frames.count(), 7);
  EXPECT_EQ(std::vector<float>(frames.data(), frames.data() + 7), (std::vector<float>{1, 1, 2, 2, 2, 5, 6}));
}

}  // namespace
}  // namespace affectus
