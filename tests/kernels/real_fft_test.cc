#include "kernels/real_fft.h"

#include <gmock/gmock.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "failure.h"
#include "for_each_target.h"
#include "random_values.h"

namespace affectus {
namespace {

using testing::for_each_target;
using testing::random_values;

constexpr std::size_t width = RealFft::width;

AlignedVector<float> random_signals(std::size_t size, unsigned seed) {
  const std::vector<float> values = random_values(size * width, seed);
  return {values.begin(), values.end()};
}

// The definition, in double precision.
std::vector<std::complex<double>> transform(const AlignedVector<float>& signals, std::size_t size, std::size_t signal) {
  std::vector<std::complex<double>> turns(size), spectrum(size / 2 + 1);
  for (std::size_t i = 0; i < size; ++i)
    turns[i] = std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(size));
  for (std::size_t k = 0; k <= size / 2; ++k)
    for (std::size_t n = 0; n < size; ++n)
      spectrum[k] += static_cast<double>(signals[n * width + signal]) * turns[k * n % size];
  return spectrum;
}

TEST(RealFft, ForwardAndPowerEqualTheDefinition) {
  for_each_target([] {
    for (std::size_t size = 8; size <= 4096; size *= 2) {
      SCOPED_TRACE(size);
      const RealFft fft(size);
      const AlignedVector<float> signals = random_signals(size, 3);
      AlignedVector<float> used = signals, spectra(fft.spectrum_floats()), powers(fft.bins() * width);
      fft.forward(used.data(), spectra.data());
      used = signals;
      fft.power(used.data(), powers.data());
      for (const std::size_t signal : {std::size_t{0}, std::size_t{5}, width - 1}) {
        const auto expected = transform(signals, size, signal);
        const double scale = std::sqrt(static_cast<double>(size));  // the size of the values
        for (std::size_t k = 0; k < fft.bins(); ++k) {
          ASSERT_NEAR(spectra[2 * k * width + signal], expected[k].real(), 1e-6 * scale) << "frequency " << k;
          ASSERT_NEAR(spectra[(2 * k + 1) * width + signal], expected[k].imag(), 1e-6 * scale) << "frequency " << k;
          ASSERT_NEAR(powers[k * width + signal], std::norm(expected[k]), 4e-6 * static_cast<double>(size));
        }
      }
    }
  });
}

TEST(RealFft, InverseGivesTheSignalsBack) {
  for_each_target([] {
    for (std::size_t size = 8; size <= 65536; size *= 2) {
      const RealFft fft(size);
      const AlignedVector<float> signals = random_signals(size, 4);
      AlignedVector<float> used = signals, spectra(fft.spectrum_floats()), back(size * width);
      fft.forward(used.data(), spectra.data());
      fft.inverse(spectra.data(), back.data());
      float largest = 0;
      for (std::size_t i = 0; i < signals.size(); ++i) largest = std::max(largest, std::abs(back[i] - signals[i]));
      EXPECT_LT(largest, 1e-6) << "size " << size;
    }
  });
}

TEST(RealFft, CircularConvolutionTheorem) {
  for_each_target([] {
    const std::size_t size = 128;
    const RealFft fft(size);
    const AlignedVector<float> a = random_signals(size, 5), b = random_signals(size, 6);
    AlignedVector<float> used = a, a_spectra(fft.spectrum_floats()), b_spectra(fft.spectrum_floats()), found(size * width);
    fft.forward(used.data(), a_spectra.data());
    used = b;
    fft.forward(used.data(), b_spectra.data());
    for (std::size_t k = 0; k < fft.bins(); ++k) {
      for (std::size_t signal = 0; signal < width; ++signal) {
        float& re = a_spectra[2 * k * width + signal];
        float& im = a_spectra[(2 * k + 1) * width + signal];
        const auto product =
            std::complex(re, im) * std::complex(b_spectra[2 * k * width + signal], b_spectra[(2 * k + 1) * width + signal]);
        re = product.real();
        im = product.imag();
      }
    }
    fft.inverse(a_spectra.data(), found.data());
    for (std::size_t n = 0; n < size; ++n) {
      double expected = 0;
      for (std::size_t m = 0; m < size; ++m) expected += a[m * width + 7] * b[(n + size - m) % size * width + 7];
      ASSERT_NEAR(found[n * width + 7], expected, 1e-5);
    }
  });
}

TEST(RealFft, SignalIsTheSameToTheLastBitBesideAnyOther) {
  for_each_target([] {
    const std::size_t size = 512;
    const RealFft fft(size);
    AlignedVector<float> together = random_signals(size, 7), alone(size * width), spectra(fft.spectrum_floats()),
                         alone_spectra(fft.spectrum_floats());
    for (std::size_t n = 0; n < size; ++n) alone[n * width + 2] = together[n * width + 13];
    fft.forward(together.data(), spectra.data());
    fft.forward(alone.data(), alone_spectra.data());
    for (std::size_t row = 0; row < 2 * fft.bins(); ++row)
      ASSERT_EQ(spectra[row * width + 13], alone_spectra[row * width + 2]);
  });
}

TEST(RealFft, RejectsSizesThatAreNoPowerOfTwo) {
  for (const std::size_t size : {0, 1, 4, 12, 400, 131072}) {
    EXPECT_THAT(testing::failure([&] { RealFft fft(size); }, ErrorCode::invalid_argument),
                ::testing::HasSubstr(std::to_string(size)));
  }
}

}  // namespace
}  // namespace affectus
