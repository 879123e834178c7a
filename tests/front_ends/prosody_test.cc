#include "affectus/prosody.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "affectus/error.h"
#include "kernels/random_values.h"

namespace affectus {
namespace {

// A voice-like tone: ten harmonics of a fundamental that glides from `from_hz` to `to_hz`.
std::vector<float> voice(double from_hz, double to_hz, double seconds, double level = 0.1) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * sample_rate_hz));
  double phase = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(samples.size());
    phase += 2 * std::numbers::pi * (from_hz + share * (to_hz - from_hz)) / sample_rate_hz;
    double sum = 0;
    for (int harmonic = 1; harmonic <= 10; ++harmonic) sum += std::sin(harmonic * phase) / harmonic;
    samples[i] = static_cast<float>(level * sum);
  }
  return samples;
}

Frames prosody(const std::vector<float>& samples) { return make_prosody()->compute(samples); }

TEST(ProsodyTest, FindsTheFundamentalOfSteadyVoices) {
  for (const double hz : {62.0, 80.0, 120.0, 233.3, 400.0, 590.0}) {
    const Frames frames = prosody(voice(hz, hz, 1));
    ASSERT_EQ(frames.count(), 98U);
    for (std::size_t i = 5; i + 5 < frames.count(); ++i) {
      EXPECT_NEAR(frames[i][0], hz, 0.01 * hz) << hz << " Hz, frame " << i;
      EXPECT_GT(frames[i][1], 0.9F);
    }
  }
}

TEST(ProsodyTest, FollowsAGlideAtTheFramesCentres) {
  const Frames frames = prosody(voice(100, 300, 2));
  for (std::size_t i = 5; i + 5 < frames.count(); ++i) {
    const double centre_s = 0.0125 + 0.01 * static_cast<double>(i);
    EXPECT_NEAR(frames[i][0], 100 + 100 * centre_s, 3) << "frame " << i;
  }
}

TEST(ProsodyTest, NoiseAndSilenceAreUnvoiced) {
  const std::vector<float> noise = testing::random_values(2 * sample_rate_hz, 1, 0.1F);
  const Frames noisy = prosody(noise), silent = prosody(std::vector<float>(sample_rate_hz, 0.0F));
  std::size_t voiced = 0;
  for (std::size_t i = 0; i < noisy.count(); ++i) voiced += noisy[i][1] > 0.5F;
  EXPECT_LT(voiced, noisy.count() / 20);
  for (std::size_t i = 0; i < silent.count(); ++i) {
    EXPECT_EQ(silent[i][0], 0.0F);
    EXPECT_EQ(silent[i][1], 0.0F);
    EXPECT_TRUE(std::isfinite(silent[i][2]));
  }
}

TEST(ProsodyTest, GainAndOffsetDoNotMoveIt) {
  std::vector<float> signal = voice(150, 220, 1), quiet = signal, shifted = signal;
  const std::vector<float> noise = testing::random_values(signal.size(), 2, 0.01F);
  for (std::size_t i = 0; i < signal.size(); ++i) {
    signal[i] += noise[i];
    quiet[i] = signal[i] / 256;
    shifted[i] = signal[i] + 0.25F;
  }
  const Frames reference = prosody(signal), gain = prosody(quiet), offset = prosody(shifted);
  for (std::size_t i = 0; i < reference.count(); ++i) {
    EXPECT_EQ(reference[i][0], gain[i][0]);
    EXPECT_NEAR(reference[i][0], offset[i][0], 0.1F);
    EXPECT_NEAR(reference[i][1], offset[i][1], 1e-3F);
    EXPECT_NEAR(reference[i][2] - gain[i][2], 2 * std::log(256.0F), 1e-3F);
  }
}

TEST(ProsodyTest, PiecesDoNotMatter) {
  const std::vector<float> signal = voice(90, 350, 2.6);
  const auto front_end = make_prosody();
  const Frames whole = front_end->compute(signal);
  ASSERT_EQ(whole.count(), front_end->frame_count(signal.size()));
  for (const std::size_t piece : {1U, 159U, 1000U, 16001U}) {
    Frames frames(front_end->dim());
    const auto stream = front_end->open_stream();
    for (std::size_t done = 0; done < signal.size(); done += piece)
      stream->push(std::span(signal).subspan(done, std::min<std::size_t>(piece, signal.size() - done)), frames);
    stream->finish(frames);
    ASSERT_EQ(frames.count(), whole.count());
    for (std::size_t i = 0; i < 3 * whole.count(); ++i)
      ASSERT_EQ(frames.data()[i], whole.data()[i]) << "pieces of " << piece;
  }
}

TEST(ProsodyTest, ShorterThanAFrameIsNone) {
  EXPECT_EQ(prosody({}).count(), 0U);
  EXPECT_EQ(prosody(std::vector<float>(399, 0.1F)).count(), 0U);
  EXPECT_EQ(prosody(std::vector<float>(400, 0.1F)).count(), 1U);
}

TEST(ProsodyTest, WildValuesStayFinite) {
  std::vector<float> signal = voice(100, 100, 0.5);
  signal[100] = std::numeric_limits<float>::quiet_NaN();
  signal[2000] = std::numeric_limits<float>::infinity();
  signal[5000] = 1e30F;
  const Frames frames = prosody(signal);
  for (std::size_t i = 0; i < 3 * frames.count(); ++i) EXPECT_TRUE(std::isfinite(frames.data()[i]));
}

// However short the periods are that are looked for, a frame is 25 ms.
TEST(ProsodyTest, EveryFloorOfItsRangeFindsTheFundamental) {
  const std::vector<float> signal = voice(850, 850, 1);
  for (const double floor_hz : {40.0, 119.0, 120.0, 121.0, 200.0, 500.0, 800.0}) {
    const Frames frames = make_prosody({.floor_hz = floor_hz, .ceiling_hz = 1000})->compute(signal);
    ASSERT_EQ(frames.count(), 98U) << floor_hz;
    EXPECT_NEAR(frames[50][0], 850, 9) << floor_hz;
  }
}

TEST(ProsodyTest, OptionsAreChecked) {
  EXPECT_THROW(make_prosody({.floor_hz = 20}), Error);
  EXPECT_THROW(make_prosody({.ceiling_hz = 2000}), Error);
  EXPECT_THROW(make_prosody({.floor_hz = 300, .ceiling_hz = 200}), Error);
}

}  // namespace
}  // namespace affectus
