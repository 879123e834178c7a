#include "distortion/convolution.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace affectus {
namespace {

struct ComplexBlock {
  std::vector<float> real, imaginary;
  explicit ComplexBlock(std::size_t size) : real(size), imaginary(size) {}
};

// Radix 2, forward by decimation in frequency (the spectrum is left in bit-reversed order), backward by decimation in time,
// so that a convolution needs no reordering. Real and imaginary parts lie apart, which the compiler can vectorise.
class Fourier {
 public:
  explicit Fourier(std::size_t size) : size_(size), cosine_(size), sine_(size) {
    for (std::size_t half = 1; half < size; half *= 2)
      for (std::size_t j = 0; j < half; ++j) {
        const double angle = -std::numbers::pi * static_cast<double>(j) / static_cast<double>(half);
        cosine_[half + j] = static_cast<float>(std::cos(angle));
        sine_[half + j] = static_cast<float>(std::sin(angle));
      }
  }

  void forward(ComplexBlock& block) const {
    for (std::size_t half = size_ / 2; half >= 1; half /= 2)
      for (std::size_t start = 0; start < size_; start += 2 * half)
        forward_butterflies(block.real.data() + start, block.imaginary.data() + start, half);
  }

  // Not divided by the size.
  void backward(ComplexBlock& block) const {
    for (std::size_t half = 1; half < size_; half *= 2)
      for (std::size_t start = 0; start < size_; start += 2 * half)
        backward_butterflies(block.real.data() + start, block.imaginary.data() + start, half);
  }

 private:
  void forward_butterflies(float* __restrict real, float* __restrict imaginary, std::size_t half) const {
    const float* __restrict cosine = cosine_.data() + half;
    const float* __restrict sine = sine_.data() + half;
    for (std::size_t j = 0; j < half; ++j) {
      const float real_difference = real[j] - real[j + half];
      const float imaginary_difference = imaginary[j] - imaginary[j + half];
      real[j] += real[j + half];
      imaginary[j] += imaginary[j + half];
      real[j + half] = real_difference * cosine[j] - imaginary_difference * sine[j];
      imaginary[j + half] = real_difference * sine[j] + imaginary_difference * cosine[j];
    }
  }

  void backward_butterflies(float* __restrict real, float* __restrict imaginary, std::size_t half) const {
    const float* __restrict cosine = cosine_.data() + half;
    const float* __restrict sine = sine_.data() + half;
    for (std::size_t j = 0; j < half; ++j) {
      const float real_turned = real[j + half] * cosine[j] + imaginary[j + half] * sine[j];
      const float imaginary_turned = imaginary[j + half] * cosine[j] - real[j + half] * sine[j];
      real[j + half] = real[j] - real_turned;
      imaginary[j + half] = imaginary[j] - imaginary_turned;
      real[j] += real_turned;
      imaginary[j] += imaginary_turned;
    }
  }

  std::size_t size_;
  std::vector<float> cosine_, sine_;
};

}  // namespace

std::vector<float> convolve(std::span<const float> signal, std::span<const float> filter) {
  constexpr std::size_t smallest_transform = 4096;
  const std::size_t size = std::max(smallest_transform, std::bit_ceil(2 * filter.size()));
  const std::size_t step = size - filter.size() + 1;
  const Fourier fourier(size);

  ComplexBlock response(size);
  const float scale = 1.0f / static_cast<float>(size);
  std::transform(filter.begin(), filter.end(), response.real.begin(), [&](float value) { return value * scale; });
  fourier.forward(response);

  // The filter is real, so two blocks of the signal go through at once, one as the real and one as the imaginary part.
  std::vector<float> result(signal.size());
  ComplexBlock block(size);
  for (std::size_t start = 0; start < signal.size(); start += 2 * step) {
    for (auto* part : {&block.real, &block.imaginary}) {
      const std::size_t from = std::min(signal.size(), start + (part == &block.real ? 0 : step));
      const std::size_t count = std::min(step, signal.size() - from);
      std::copy_n(signal.begin() + static_cast<std::ptrdiff_t>(from), count, part->begin());
      std::fill(part->begin() + static_cast<std::ptrdiff_t>(count), part->end(), 0.0f);
    }
    fourier.forward(block);
    for (std::size_t i = 0; i < size; ++i) {
      const float real = block.real[i] * response.real[i] - block.imaginary[i] * response.imaginary[i];
      block.imaginary[i] = block.real[i] * response.imaginary[i] + block.imaginary[i] * response.real[i];
      block.real[i] = real;
    }
    fourier.backward(block);
    for (const auto* part : {&block.real, &block.imaginary}) {
      const std::size_t from = std::min(signal.size(), start + (part == &block.real ? 0 : step));
      const std::size_t count = std::min(size, signal.size() - from);
      for (std::size_t i = 0; i < count; ++i) result[from + i] += (*part)[i];
    }
  }
  return result;
}

}  // namespace affectus
