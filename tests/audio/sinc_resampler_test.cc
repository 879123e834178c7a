// The core's resampler against FFmpeg's: the same filter, written by others.
#include "signal/sinc_resampler.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>
#include <vector>

#include "affectus/audio.h"
#include "audio/resampler.h"
#include "recording_sample.h"

namespace affectus {
namespace {

std::vector<float> resampled(SignalResampler& resampler, std::span<const float> samples, std::size_t piece) {
  std::vector<float> output;
  for (; !samples.empty(); samples = samples.subspan(std::min(piece, samples.size())))
    resampler.push(samples.first(std::min(piece, samples.size())), output);
  resampler.finish(output);
  return output;
}

std::vector<float> by_ffmpeg(int rate_hz, std::span<const float> samples) {
  Resampler resampler(rate_hz);
  return resampled(resampler, samples, samples.size());
}

std::vector<float> by_sinc(int rate_hz, std::span<const float> samples, std::size_t piece) {
  SincResampler resampler(rate_hz);
  return resampled(resampler, samples, piece);
}

std::vector<float> noise(std::size_t count) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> value(-1, 1);
  std::vector<float> samples(count);
  for (float& sample : samples) sample = value(random);
  return samples;
}

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    largest = std::max(largest, std::abs(static_cast<double>(a[i]) - b[i]));
  return largest;
}

// The rates of sound cards, telephones and recorders.
class SincResamplerTest : public ::testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Rates, SincResamplerTest,
                         ::testing::Values(4000, 8000, 11025, 22050, 24000, 32000, 44100, 48000, 88200, 96000, 192000));

TEST_P(SincResamplerTest, EqualsFfmpegsButForRounding) {
  for (const std::vector<float>& samples : {noise(30000), read_audio(testing::recording_sample)}) {
    const std::vector<float> expected = by_ffmpeg(GetParam(), samples);
    const std::vector<float> found = by_sinc(GetParam(), samples, samples.size());
    ASSERT_EQ(found.size(), expected.size());
    // FFmpeg may end one sample early; Resampler then adds a zero.
    EXPECT_LT(largest_difference({found.begin(), found.end() - 1}, {expected.begin(), expected.end() - 1}), 2e-5);
  }
}

TEST_P(SincResamplerTest, PiecesDoNotMatter) {
  const std::vector<float> samples = noise(12345);
  const std::vector<float> whole = by_sinc(GetParam(), samples, samples.size());
  for (const std::size_t piece : {1U, 128U, 1000U}) EXPECT_EQ(by_sinc(GetParam(), samples, piece), whole);
}

TEST_P(SincResamplerTest, ShortSignalsHaveTheirLength) {
  for (const std::size_t count : {1U, 2U, 3U, 50U, 65U, 200U}) {
    const std::vector<float> samples(count, 0.5F);
    const std::vector<float> found = by_sinc(GetParam(), samples, 7);
    EXPECT_EQ(found.size(),
              (count * 16000 * 2 + static_cast<std::size_t>(GetParam())) / (2 * static_cast<std::size_t>(GetParam())));
    for (const float sample : found) EXPECT_TRUE(std::isfinite(sample));
  }
  EXPECT_EQ(by_sinc(GetParam(), {}, 1).size(), 0U);
}

// Rates with thousands of phases have no more than the table holds.
TEST(SincResampler, TakesAnyRate) {
  for (const int rate_hz : {4001, 15999, 16001, 44101, 767999}) {
    const std::size_t count = static_cast<std::size_t>(rate_hz) / 2;
    std::vector<float> samples(count);
    for (std::size_t i = 0; i < count; ++i)
      samples[i] = std::sin(2.0 * 3.14159265358979 * 440 * static_cast<double>(i) / rate_hz);
    const std::vector<float> found = by_sinc(rate_hz, samples, 4096);
    ASSERT_EQ(found.size(), (count * 32000 / static_cast<std::size_t>(rate_hz) + 1) / 2);
    for (std::size_t i = 200; i + 200 < found.size(); ++i)
      ASSERT_NEAR(found[i], std::sin(2.0 * 3.14159265358979 * 440 * static_cast<double>(i) / 16000), 1e-3);
  }
}

}  // namespace
}  // namespace affectus
