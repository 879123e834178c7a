// Discrete Fourier transforms of real signals, sixteen of them side by side.
//
// Value n of signal s lies at n * RealFft::width + s, so that every step is the same arithmetic on whole vectors, without
// any shuffles, and a signal's result does not depend, to the last bit, on its neighbours. Sixteen is what one vector of
// AVX-512 holds; smaller vectors take a row in several steps.
//
// A real transform of N values is a complex one of N / 2 (even values as real, odd ones as imaginary parts) and one pass
// that takes the two apart. The complex transform is done in place, by decimation in frequency with radix 4 (and one pass of
// radix 2 where N / 2 is no power of 4), which leaves its values in digit-reversed order; rows make any order free, so the
// last pass looks them up there. The inverse goes the same way back. Van Loan, Computational Frameworks for the Fast Fourier
// Transform, 1992.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/aligned_vector.h"

namespace affectus {

/// The factors of a transform of one size. Immutable after construction; all members may be called from several threads at
/// once, and allocate nothing. All arrays start on a cache line (AlignedVector). The relative error, root mean square over
/// the spectrum, is about 1e-7.
class RealFft {
 public:
  static constexpr std::size_t width = 16;  // signals side by side

  /// `size`: a power of two from 8 to 65,536, else Error(invalid_argument).
  explicit RealFft(std::size_t size);

  std::size_t size() const { return size_; }
  /// Frequencies 0 to Nyquist: size / 2 + 1.
  std::size_t bins() const { return size_ / 2 + 1; }
  std::size_t signal_floats() const { return size_ * width; }
  std::size_t spectrum_floats() const { return 2 * bins() * width; }

  /// X[k] = sum over n of x[n] e^(-2 pi i k n / size). `signals`, size() rows of width, is overwritten; `spectra` takes two
  /// rows a frequency, 2 k the real and 2 k + 1 the imaginary parts.
  void forward(float* signals, float* spectra) const;
  /// The same, but `powers` takes one row a frequency: |X[k]|^2, bins() rows.
  void power(float* signals, float* powers) const;
  /// The inverse of forward(), divided by the size. The imaginary parts at 0 and Nyquist are taken to be 0. `spectra` is
  /// only read.
  void inverse(const float* spectra, float* signals) const;

  /// For the kernels: one pass of the complex transform, blocks of `length` values.
  struct Pass {
    std::size_t length;
    std::size_t factors;  // where its factors start
  };
  const std::vector<Pass>& passes() const { return passes_; }
  /// A pass of radix 4 has w, w^2, w^3 with w = e^(-2 pi i p / length) for p = 1 to length / 4 - 1, real and imaginary part
  /// each; one of radix 2 (only the first can be) has w for p = 1 to length / 2 - 1.
  const float* factors() const { return factors_.data(); }
  bool starts_with_radix_2() const { return starts_with_radix_2_; }
  /// Where value k of the complex transform lies after the passes.
  const std::uint32_t* places() const { return places_.data(); }
  /// e^(-2 pi i k / size) for k = 0 to size / 4.
  const float* split_factors() const { return split_factors_.data(); }

 private:
  std::size_t size_;
  bool starts_with_radix_2_;
  std::vector<Pass> passes_;
  AlignedVector<float> factors_;
  AlignedVector<float> split_factors_;
  std::vector<std::uint32_t> places_;
};

}  // namespace affectus
