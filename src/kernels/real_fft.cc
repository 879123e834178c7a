#include "kernels/real_fft.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/real_fft.cc"
#include "kernels/highway_targets.h"
// After the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace affectus {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, RealFft::width>;
using Vector = hn::Vec<Floats>;
constexpr std::size_t lanes = HWY_MIN(HWY_LANES(float), RealFft::width);
constexpr std::size_t width = RealFft::width;

struct Complex {
  Vector re, im;
};
HWY_INLINE Complex operator+(Complex a, Complex b) { return {hn::Add(a.re, b.re), hn::Add(a.im, b.im)}; }
HWY_INLINE Complex operator-(Complex a, Complex b) { return {hn::Sub(a.re, b.re), hn::Sub(a.im, b.im)}; }
HWY_INLINE Complex times_i(Complex a) { return {hn::Neg(a.im), a.re}; }
HWY_INLINE Complex conjugate(Complex a) { return {a.re, hn::Neg(a.im)}; }
HWY_INLINE Complex half(Complex a) {
  const Vector one_half = hn::Set(Floats(), 0.5f);
  return {hn::Mul(a.re, one_half), hn::Mul(a.im, one_half)};
}
HWY_INLINE Complex times(Complex a, Complex b) {
  return {hn::NegMulAdd(a.im, b.im, hn::Mul(a.re, b.re)), hn::MulAdd(a.im, b.re, hn::Mul(a.re, b.im))};
}

HWY_INLINE Complex load(const float* row) { return {hn::Load(Floats(), row), hn::Load(Floats(), row + width)}; }
HWY_INLINE void store(Complex value, float* row) {
  hn::Store(value.re, Floats(), row);
  hn::Store(value.im, Floats(), row + width);
}
HWY_INLINE Complex factor(const float* values) { return {hn::Set(Floats(), values[0]), hn::Set(Floats(), values[1])}; }
// Value `index` of complex values, each two rows.
HWY_INLINE float* at(float* values, std::size_t index) { return values + 2 * width * index; }
HWY_INLINE const float* at(const float* values, std::size_t index) { return values + 2 * width * index; }

// The backward butterflies are the inverse of the forward ones but for a factor of 4 (2 for radix 2). The first of a block
// needs no factors: they are 1.
template <bool turn>
HWY_INLINE void forward_radix_4(float* block, std::size_t quarter, const float* factors) {
  const Complex w1 = factor(factors), w2 = factor(factors + 2), w3 = factor(factors + 4);
  for (std::size_t lane = 0; lane < width; lane += lanes, block += lanes) {
    const Complex a = load(block), b = load(at(block, quarter));
    const Complex c = load(at(block, 2 * quarter)), d = load(at(block, 3 * quarter));
    const Complex even = a + c, odd = b + d, even_turned = a - c, odd_turned = times_i(b - d);
    store(even + odd, block);
    const Complex first = even_turned - odd_turned, second = even - odd, third = even_turned + odd_turned;
    store(turn ? times(first, w1) : first, at(block, quarter));
    store(turn ? times(second, w2) : second, at(block, 2 * quarter));
    store(turn ? times(third, w3) : third, at(block, 3 * quarter));
  }
}

template <bool turn>
HWY_INLINE void backward_radix_4(float* block, std::size_t quarter, const float* factors) {
  const Complex w1 = conjugate(factor(factors)), w2 = conjugate(factor(factors + 2)), w3 = conjugate(factor(factors + 4));
  for (std::size_t lane = 0; lane < width; lane += lanes, block += lanes) {
    Complex first = load(at(block, quarter)), second = load(at(block, 2 * quarter)), third = load(at(block, 3 * quarter));
    if (turn) {
      first = times(first, w1);
      second = times(second, w2);
      third = times(third, w3);
    }
    const Complex zeroth = load(block);
    const Complex even = zeroth + second, odd = zeroth - second, sum = first + third, difference = times_i(first - third);
    store(even + sum, block);
    store(odd + difference, at(block, quarter));
    store(even - sum, at(block, 2 * quarter));
    store(odd - difference, at(block, 3 * quarter));
  }
}

template <bool is_forward>
HWY_INLINE void radix_4_pass(const RealFft& fft, const RealFft::Pass& pass, float* values) {
  const std::size_t quarter = pass.length / 4;
  const float* const factors = fft.factors() + pass.factors;
  for (std::size_t start = 0; start < fft.size() / 2; start += pass.length) {
    float* const block = at(values, start);
    if constexpr (is_forward) {
      forward_radix_4<false>(block, quarter, factors);
      for (std::size_t p = 1; p < quarter; ++p) forward_radix_4<true>(at(block, p), quarter, factors + 6 * (p - 1));
    } else {
      backward_radix_4<false>(block, quarter, factors);
      for (std::size_t p = 1; p < quarter; ++p) backward_radix_4<true>(at(block, p), quarter, factors + 6 * (p - 1));
    }
  }
}

// The pass over all values, where their number is no power of 4. w = 1 for p = 0.
template <bool is_forward>
HWY_INLINE void radix_2_pass(const RealFft& fft, const RealFft::Pass& pass, float* values) {
  const std::size_t middle = pass.length / 2;
  constexpr float one[2] = {1, 0};
  for (std::size_t p = 0; p < middle; ++p) {
    const Complex w = factor(p == 0 ? one : fft.factors() + pass.factors + 2 * (p - 1));
    for (std::size_t lane = 0; lane < width; lane += lanes) {
      float* const first = at(values, p) + lane;
      float* const second = at(values, p + middle) + lane;
      const Complex a = load(first), b = is_forward ? load(second) : times(load(second), conjugate(w));
      store(a + b, first);
      store(is_forward ? times(a - b, w) : a - b, second);
    }
  }
}

HWY_INLINE void complex_forward(const RealFft& fft, float* values) {
  std::size_t i = 0;
  if (fft.starts_with_radix_2()) radix_2_pass<true>(fft, fft.passes()[i++], values);
  for (; i < fft.passes().size(); ++i) radix_4_pass<true>(fft, fft.passes()[i], values);
}

HWY_INLINE void complex_backward(const RealFft& fft, float* values) {
  const std::size_t first = fft.starts_with_radix_2() ? 1 : 0;
  for (std::size_t i = fft.passes().size(); i > first; --i) radix_4_pass<false>(fft, fft.passes()[i - 1], values);
  if (first == 1) radix_2_pass<false>(fft, fft.passes()[0], values);
}

// Gives sink(k, lane, X[k]) the spectra. With Z the complex transform, M = size / 2 and w = e^(-2 pi i / size), the even
// values' transform is E = (Z[k] + conj Z[M-k]) / 2, the odd ones' O = -i (Z[k] - conj Z[M-k]) / 2, and
// X[k] = E + w^k O, X[M-k] = conj(E - w^k O).
template <typename Sink>
HWY_INLINE void split(const RealFft& fft, const float* values, Sink sink) {
  const std::size_t last = fft.size() / 2;
  const std::uint32_t* const places = fft.places();
  for (std::size_t lane = 0; lane < width; lane += lanes) {
    const Complex z = load(values + lane);
    const Vector zero = hn::Zero(Floats());
    sink(0, lane, Complex{hn::Add(z.re, z.im), zero});
    sink(last, lane, Complex{hn::Sub(z.re, z.im), zero});
  }
  for (std::size_t k = 1; 2 * k <= last; ++k) {
    const Complex w = factor(fft.split_factors() + 2 * k);
    const float* const low = at(values, places[k]);
    const float* const high = at(values, places[last - k]);
    for (std::size_t lane = 0; lane < width; lane += lanes) {
      const Complex a = half(load(low + lane)), b = half(conjugate(load(high + lane)));
      const Complex even = a + b, odd = times(times_i(b - a), w);
      sink(k, lane, even + odd);
      sink(last - k, lane, conjugate(even - odd));
    }
  }
}

// The way back: Z[k] = E + i O, Z[M-k] = conj(E) + i conj(O), with E = (X[k] + conj X[M-k]) / 2 and
// O = w^-k (X[k] - conj X[M-k]) / 2. `scale` takes the place of the halves.
HWY_INLINE void unsplit(const RealFft& fft, const float* spectra, float* values, float scale) {
  const std::size_t last = fft.size() / 2;
  const std::uint32_t* const places = fft.places();
  const Vector scales = hn::Set(Floats(), scale);
  for (std::size_t lane = 0; lane < width; lane += lanes) {
    const Vector low = hn::Mul(load(spectra + lane).re, scales), high = hn::Mul(load(at(spectra, last) + lane).re, scales);
    store({hn::Add(low, high), hn::Sub(low, high)}, values + lane);
  }
  for (std::size_t k = 1; 2 * k <= last; ++k) {
    const Complex w = conjugate(factor(fft.split_factors() + 2 * k));
    for (std::size_t lane = 0; lane < width; lane += lanes) {
      const Complex a = load(at(spectra, k) + lane), b = conjugate(load(at(spectra, last - k) + lane));
      const Complex sum = a + b, even = {hn::Mul(sum.re, scales), hn::Mul(sum.im, scales)};
      const Complex turned = times(a - b, w), odd = {hn::Mul(turned.re, scales), hn::Mul(turned.im, scales)};
      store(even + times_i(odd), at(values, places[k]) + lane);
      store(conjugate(even) + times_i(conjugate(odd)), at(values, places[last - k]) + lane);
    }
  }
}

void forward(const RealFft& fft, float* signals, float* spectra) {
  complex_forward(fft, signals);
  split(fft, signals, [&](std::size_t k, std::size_t lane, Complex x) HWY_ATTR { store(x, at(spectra, k) + lane); });
}

void power(const RealFft& fft, float* signals, float* powers) {
  complex_forward(fft, signals);
  split(fft, signals, [&](std::size_t k, std::size_t lane, Complex x) HWY_ATTR {
    hn::Store(hn::MulAdd(x.re, x.re, hn::Mul(x.im, x.im)), Floats(), powers + k * width + lane);
  });
}

void inverse(const RealFft& fft, const float* spectra, float* signals) {
  unsplit(fft, spectra, signals, 1.0f / static_cast<float>(fft.size()));
  complex_backward(fft, signals);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace affectus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <bit>
#include <cmath>
#include <numbers>
#include <string>

#include "affectus/error.h"

namespace affectus {

HWY_EXPORT(forward);
HWY_EXPORT(power);
HWY_EXPORT(inverse);

namespace {

void append_factor(AlignedVector<float>& factors, std::size_t index, std::size_t length) {
  const double angle = -2 * std::numbers::pi * static_cast<double>(index) / static_cast<double>(length);
  factors.push_back(static_cast<float>(std::cos(angle)));
  factors.push_back(static_cast<float>(std::sin(angle)));
}

std::size_t checked_size(std::size_t size) {
  if (size >= 8 && size <= 65536 && std::has_single_bit(size)) return size;
  throw Error(ErrorCode::invalid_argument,
              "Fourier transform: expected a power of two from 8 to 65536, found " + std::to_string(size));
}

// After a pass of radix r over blocks of `length`, the frequencies k = q mod r are in part q of the block.
std::size_t place_of(std::size_t k, std::size_t length, bool radix_2) {
  std::size_t place = 0;
  for (; length > 1; radix_2 = false) {
    const std::size_t radix = radix_2 ? 2 : 4;
    length /= radix;
    place += k % radix * length;
    k /= radix;
  }
  return place;
}

}  // namespace

RealFft::RealFft(std::size_t size)
    : size_(checked_size(size)), starts_with_radix_2_(std::countr_zero(size / 2) % 2 == 1), places_(size / 2) {
  std::size_t length = size / 2;
  if (starts_with_radix_2_) {
    passes_.push_back({length, 0});
    for (std::size_t p = 1; p < length / 2; ++p) append_factor(factors_, p, length);
    length /= 2;
  }
  for (; length > 1; length /= 4) {
    passes_.push_back({length, factors_.size()});
    for (std::size_t p = 1; p < length / 4; ++p) {
      for (const std::size_t power_of_w : {1, 2, 3}) append_factor(factors_, power_of_w * p, length);
    }
  }
  factors_.resize(factors_.size() + 6);  // the butterflies without factors load some all the same
  for (std::size_t k = 0; k <= size / 4; ++k) append_factor(split_factors_, k, size);
  for (std::size_t k = 0; k < size / 2; ++k)
    places_[k] = static_cast<std::uint32_t>(place_of(k, size / 2, starts_with_radix_2_));
}

void RealFft::forward(float* signals, float* spectra) const { HWY_DYNAMIC_DISPATCH(forward)(*this, signals, spectra); }
void RealFft::power(float* signals, float* powers) const { HWY_DYNAMIC_DISPATCH(power)(*this, signals, powers); }
void RealFft::inverse(const float* spectra, float* signals) const { HWY_DYNAMIC_DISPATCH(inverse)(*this, spectra, signals); }

}  // namespace affectus
#endif  // HWY_ONCE
