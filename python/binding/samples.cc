#include "samples.h"

#include <string>

#include "affectus/error.h"

namespace affectus {

SampleView::SampleView(const SampleArray& array, int channel_axis)
    : data_(static_cast<const std::byte*>(array.data())), frames_(0), channels_(1), frame_stride_(1), channel_stride_(1) {
  if (array.dtype() == nb::dtype<float>())
    type_ = Type::float32;
  else if (array.dtype() == nb::dtype<double>())
    type_ = Type::float64;
  else if (array.dtype() == nb::dtype<std::int16_t>())
    type_ = Type::int16;
  else if (array.dtype() == nb::dtype<std::int32_t>())
    type_ = Type::int32;
  else
    throw Error(ErrorCode::invalid_argument, "samples: expected float32, int16, float64 or int32, found another type");
  if (array.ndim() == 1) {
    frames_ = array.shape(0);
    frame_stride_ = array.stride(0);
  } else if (array.ndim() == 2) {
    const std::size_t channel = channel_axis == 0 ? 0 : 1;
    channels_ = array.shape(channel);
    channel_stride_ = array.stride(channel);
    frames_ = array.shape(1 - channel);
    frame_stride_ = array.stride(1 - channel);
  } else {
    throw Error(ErrorCode::invalid_argument, "samples: expected 1 or 2 dimensions, found " + std::to_string(array.ndim()));
  }
}

std::span<const float> SampleView::interleaved(std::size_t first, std::size_t count, std::vector<float>& buffer) const {
  const bool is_dense =
      (frame_stride_ == static_cast<std::ptrdiff_t>(channels_) || frames_ <= 1) && (channel_stride_ == 1 || channels_ <= 1);
  if (type_ == Type::float32 && is_dense)
    return std::span(reinterpret_cast<const float*>(data_) + first * channels_, count * channels_);
  buffer.resize(count * channels_);
  switch (type_) {
    case Type::float32:
      convert<float>(first, count, 1.0F, buffer.data());
      break;
    case Type::float64:
      convert<double>(first, count, 1.0F, buffer.data());
      break;
    case Type::int16:
      convert<std::int16_t>(first, count, 0x1p-15F, buffer.data());
      break;
    case Type::int32:
      convert<std::int32_t>(first, count, 0x1p-31F, buffer.data());
      break;
  }
  return buffer;
}

template <typename Number>
void SampleView::convert(std::size_t first, std::size_t count, float scale, float* values) const {
  const Number* numbers = reinterpret_cast<const Number*>(data_);
  for (std::size_t frame = first; frame < first + count; ++frame)
    for (std::size_t channel = 0; channel < channels_; ++channel)
      *values++ = static_cast<float>(numbers[static_cast<std::ptrdiff_t>(frame) * frame_stride_ +
                                             static_cast<std::ptrdiff_t>(channel) * channel_stride_]) *
                  scale;
}

}  // namespace affectus
