// Samples in an array of NumPy, read where they lie.
#pragma once

#include <nanobind/ndarray.h>

#include <cstddef>
#include <span>
#include <vector>

#include "text.h"

namespace affectus {

using SampleArray = nb::ndarray<nb::ro, nb::device::cpu>;

/// Views an array of samples: of one dimension, or of two, of which `channel_axis` (0 or 1) counts channels. float32 and
/// float64 are in [-1, 1]; int16 and int32 are divided by 2^15 and 2^31. The array must outlive the view; its values are
/// read without the GIL.
class SampleView {
 public:
  /// Throws Error(invalid_argument) for other types and dimensions. Needs the GIL.
  SampleView(const SampleArray& array, int channel_axis);

  std::size_t frames() const { return frames_; }
  std::size_t channels() const { return channels_; }
  /// `count` frames from `first` on, interleaved. Nothing is copied where the array has this form, float32; else the samples
  /// are converted into `buffer`. Needs no GIL.
  std::span<const float> interleaved(std::size_t first, std::size_t count, std::vector<float>& buffer) const;

 private:
  enum class Type { float32, float64, int16, int32 };
  template <typename Number>
  void convert(std::size_t first, std::size_t count, float scale, float* values) const;

  const std::byte* data_;
  Type type_;
  std::size_t frames_;
  std::size_t channels_;
  std::ptrdiff_t frame_stride_;    // in numbers
  std::ptrdiff_t channel_stride_;  // in numbers
};

}  // namespace affectus
