#include "distortion/distortions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "affectus/frames.h"
#include "distortion/convolution.h"

namespace affectus {
namespace {

std::vector<float> tone(double frequency_hz, std::size_t count) {
  std::vector<float> samples(count);
  for (std::size_t i = 0; i < count; ++i)
    samples[i] = static_cast<float>(std::sin(2 * std::numbers::pi * frequency_hz * static_cast<double>(i) / sample_rate_hz));
  return samples;
}

double db_of_middle(std::span<const float> samples) {
  return 10 * std::log10(mean_power(samples.subspan(samples.size() / 4, samples.size() / 2)) / 0.5);
}

// The power at one frequency, by correlation with it.
double power_at(double frequency_hz, std::span<const float> samples) {
  double real = 0, imaginary = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double angle = 2 * std::numbers::pi * frequency_hz * static_cast<double>(i) / sample_rate_hz;
    real += samples[i] * std::cos(angle);
    imaginary += samples[i] * std::sin(angle);
  }
  return (real * real + imaginary * imaginary) / static_cast<double>(samples.size()) / static_cast<double>(samples.size());
}

TEST(ConvolutionTest, EqualsTheDirectSum) {
  RandomStream random{3};
  for (const auto& [signal_size, filter_size] :
       {std::pair<std::size_t, std::size_t>{1, 1}, {5000, 1}, {9000, 700}, {20000, 3000}, {50, 400}}) {
    const std::vector<float> signal = white_noise(signal_size, random), filter = white_noise(filter_size, random);
    const std::vector<float> result = convolve(signal, filter);
    ASSERT_EQ(result.size(), signal.size());
    for (std::size_t i = 0; i < signal.size(); i += 97) {
      double sum = 0;
      for (std::size_t j = 0; j <= std::min(i, filter.size() - 1); ++j)
        sum += static_cast<double>(filter[j]) * signal[i - j];
      EXPECT_NEAR(result[i], sum, 2e-4 * std::sqrt(static_cast<double>(filter_size)))
          << signal_size << " " << filter_size << " " << i;
    }
  }
}

TEST(DistortionsTest, GainIsInDecibels) {
  std::vector<float> samples = tone(440, 16000);
  apply_gain(samples, -6);
  EXPECT_NEAR(db_of_middle(samples), -6, 1e-3);
}

TEST(DistortionsTest, SpeedMovesPitchAndLengthAndKeepsTheLevel) {
  for (const double factor : {0.8, 0.9, 1.1, 1.5}) {
    const std::vector<float> changed = change_speed(tone(1000, 32000), factor);
    EXPECT_NEAR(static_cast<double>(changed.size()), 32000 / factor, 1);
    EXPECT_NEAR(db_of_middle(changed), 0, 0.1);
    const std::span<const float> middle = std::span(changed).subspan(1000, 16000);
    EXPECT_GT(power_at(1000 * factor, middle), 0.24) << factor;  // of a tone's .25
  }
  // What would fold back is removed.
  EXPECT_LT(db_of_middle(change_speed(tone(7000, 32000), 1.5)), -40);
}

TEST(DistortionsTest, NoiseHasTheWantedRatioAndColour) {
  RandomStream random{4};
  const std::vector<float> clean = tone(1000, 64000);
  for (const bool pink : {false, true}) {
    const std::vector<float> noise = pink ? pink_noise(64000, random) : white_noise(64000, random);
    EXPECT_NEAR(10 * std::log10(mean_power(noise)), 0, 3);
    std::vector<float> noisy = clean;
    add_noise(noisy, noise, 12345, 7);
    std::vector<float> difference(clean.size());
    std::transform(noisy.begin(), noisy.end(), clean.begin(), difference.begin(), std::minus<>());
    EXPECT_NEAR(10 * std::log10(mean_power(clean) / mean_power(difference)), 7, 0.01);

    const auto band_power = [&](double low_hz) {  // an octave
      std::vector<float> band = noise;
      high_pass(band, low_hz);
      low_pass(band, 2 * low_hz);
      return 10 * std::log10(mean_power(band));
    };
    EXPECT_NEAR(band_power(2000) - band_power(500), pink ? 0 : 6, 1) << pink;
  }
  std::vector<float> silence(100);
  add_noise(silence, white_noise(100, random), 0, 7);
  EXPECT_EQ(mean_power(silence), 0);
}

TEST(DistortionsTest, ButterworthFiltersFallByThreeDecibelsAtTheirEdge) {
  for (const auto& [frequency_hz, low_db, high_db] :
       {std::tuple{1000.0, -3.01, -3.01}, {250.0, 0.0, -48.2}, {4000.0, -56.0, 0.0}}) {
    std::vector<float> low = tone(frequency_hz, 32000), high = low;
    low_pass(low, 1000);
    high_pass(high, 1000);
    if (low_db > -50) {
      EXPECT_NEAR(db_of_middle(low), low_db, 0.5) << frequency_hz;
    } else {
      EXPECT_LT(db_of_middle(low), -48) << frequency_hz;
    }
    EXPECT_NEAR(db_of_middle(high), high_db, 0.8) << frequency_hz;
  }
}

TEST(DistortionsTest, ReverberationDecaysAsAskedAndKeepsTheLevel) {
  RandomStream random{5};
  std::vector<float> click(32000);
  click[100] = 1;
  const double rt60_s = 0.5;
  const std::vector<float> room = reverberate(click, rt60_s, 6, random);
  const auto energy = [&](std::size_t from, std::size_t to) {
    return mean_power(std::span(room).subspan(from, to - from)) * static_cast<double>(to - from);
  };
  EXPECT_NEAR(energy(0, room.size()), 1, 0.01);
  EXPECT_NEAR(10 * std::log10(energy(100, 101) / energy(101, room.size())), 6, 0.1);
  // A quarter of the decay time later the echo is 15 dB weaker.
  const std::size_t quarter = sample_rate_hz / 8;
  EXPECT_NEAR(10 * std::log10(energy(200, 1200) / energy(200 + quarter, 1200 + quarter)), 15, 1);
}

// What a filter makes of a tone once it has settled, in dB.
double gain_db(double frequency_hz, double lowest_db, double highest_db, std::uint64_t seed) {
  std::vector<float> samples = tone(frequency_hz, 32000);
  RandomStream random{seed};
  pass_microphone(samples, lowest_db, highest_db, random);
  return 10 * std::log10(power_at(frequency_hz, std::span(samples).subspan(16000)) / 0.25);
}

// Peaks leave both ends of the band alone, and the shelf the lower.
TEST(DistortionsTest, AMicrophoneRaisesTheBandsThatItFavours) {
  for (const double gain : {-6.0, 9.0}) {
    std::vector<float> constant(32000, 0.25F), fastest(32000);
    for (std::size_t i = 0; i < fastest.size(); ++i) fastest[i] = i % 2 == 0 ? 0.25F : -0.25F;
    for (const auto& [samples, expected_db] : {std::pair(&constant, 0.0), {&fastest, gain}}) {
      RandomStream random{7};
      pass_microphone(*samples, gain, gain, random);
      EXPECT_NEAR(20 * std::log10(std::abs(samples->back()) / 0.25), expected_db, 0.01) << gain;
    }
    for (const std::uint64_t seed : {1, 2, 3}) {
      double strongest = 0;
      for (double frequency_hz = 100; frequency_hz <= 6400; frequency_hz *= std::sqrt(2)) {
        const double found = gain_db(frequency_hz, gain, gain, seed) * (gain < 0 ? -1 : 1);
        EXPECT_GT(found, -0.1) << frequency_hz;
        EXPECT_LT(found, 4 * std::abs(gain)) << frequency_hz;
        strongest = std::max(strongest, found);
      }
      EXPECT_GT(strongest, 0.8 * std::abs(gain));
    }
  }
}

TEST(DistortionsTest, MicrophonesDifferAndAreSmooth) {
  EXPECT_NEAR(gain_db(1000, 0, 0, 1), 0, 1e-3);
  EXPECT_EQ(gain_db(1000, -6, 6, 1), gain_db(1000, -6, 6, 1));
  double mean = 0, square = 0;
  constexpr int count = 200;
  for (int seed = 0; seed < count; ++seed) {
    const double here = gain_db(2000, -6, 6, static_cast<std::uint64_t>(seed));
    mean += here / count;
    square += here * here / count;
    EXPECT_NEAR(here, gain_db(2100, -6, 6, static_cast<std::uint64_t>(seed)), 1.5);
  }
  EXPECT_NEAR(mean, 0, 1);
  EXPECT_GT(std::sqrt(square), 1.5);
}

TEST(DistortionsTest, AMixtureHasTheOtherAtItsLevelAndPlace) {
  const std::vector<float> longer = tone(500, 16000), shorter = tone(3000, 4000);
  for (const double place : {0.0, 0.25, 1.0}) {
    std::vector<float> mixed = longer;
    mix(mixed, shorter, place, -6);
    ASSERT_EQ(mixed.size(), longer.size());
    const auto start = static_cast<std::size_t>(place * 12000);
    std::vector<float> added(16000);
    for (std::size_t i = 0; i < added.size(); ++i) {
      added[i] = mixed[i] - longer[i];
      if (i < start || i >= start + 4000) {
        EXPECT_EQ(added[i], 0) << i;
      }
    }
    EXPECT_NEAR(10 * std::log10(mean_power(std::span(added).subspan(start, 4000)) / mean_power(longer)), -6, 0.01);
    // Of a longer voice only what fits.
    mixed = shorter;
    mix(mixed, longer, place, 0);
    ASSERT_EQ(mixed.size(), shorter.size());
    for (std::size_t i = 0; i < mixed.size(); ++i) ASSERT_NEAR(mixed[i] - shorter[i], longer[start + i], 1e-3) << i;
  }
  std::vector<float> silence(100), voice = tone(500, 100);
  mix(silence, voice, 0, 0);
  EXPECT_EQ(mean_power(silence), 0);
  mix(voice, silence, 0, 0);
  EXPECT_EQ(voice, tone(500, 100));
}

TEST(RandomStreamTest, IsNamedByNumbersAndEvenlySpread) {
  EXPECT_EQ((RandomStream{1, 2, 3}.bits()), (RandomStream{1, 2, 3}.bits()));
  EXPECT_NE((RandomStream{1, 2, 3}.bits()), (RandomStream{1, 3, 2}.bits()));
  RandomStream random{6};
  double sum = 0, squares = 0, rough_sum = 0, rough_squares = 0, uniform_sum = 0;
  constexpr int count = 200000;
  for (int i = 0; i < count; ++i) {
    const double normal = random.normal(), rough = random.rough_normal();
    sum += normal;
    squares += normal * normal;
    rough_sum += rough;
    rough_squares += rough * rough;
    uniform_sum += random.uniform();
  }
  EXPECT_NEAR(sum / count, 0, 0.01);
  EXPECT_NEAR(squares / count, 1, 0.02);
  EXPECT_NEAR(rough_sum / count, 0, 0.01);
  EXPECT_NEAR(rough_squares / count, 1, 0.02);
  EXPECT_NEAR(uniform_sum / count, 0.5, 0.005);
}

}  // namespace
}  // namespace affectus
