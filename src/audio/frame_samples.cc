#include "audio/frame_samples.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "affectus/error.h"

namespace affectus {
namespace {

// Integers are scaled by their range, so that 16 bit k becomes k / 32768 exactly.
float to_float(std::uint8_t value) { return (static_cast<float>(value) - 128.0F) / 128.0F; }
float to_float(std::int16_t value) { return static_cast<float>(value) / 32768.0F; }
float to_float(std::int32_t value) { return static_cast<float>(value) / 2147483648.0F; }
float to_float(std::int64_t value) { return static_cast<float>(static_cast<double>(value) / 9223372036854775808.0); }
float to_float(float value) { return value; }
float to_float(double value) { return static_cast<float>(value); }

// One channel of a frame: interleaved formats have a stride of all channels.
template <typename Sample>
struct ChannelView {
  const Sample* first;
  std::size_t stride;
};

template <typename Sample>
ChannelView<Sample> channel_of(const AVFrame& frame, bool planar, int channel) {
  if (planar) return {reinterpret_cast<const Sample*>(frame.extended_data[channel]), 1};
  return {reinterpret_cast<const Sample*>(frame.extended_data[0]) + channel,
          static_cast<std::size_t>(frame.ch_layout.nb_channels)};
}

template <typename Sample>
void add(const ChannelView<Sample>& view, std::size_t count, float gain, float* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] += gain * to_float(view.first[i * view.stride]);
}

template <typename Sample>
void add(const AVFrame& frame, bool planar, int channel, float gain, float* out) {
  add(channel_of<Sample>(frame, planar, channel), static_cast<std::size_t>(frame.nb_samples), gain, out);
}

void add_channel(const AVFrame& frame, int channel, float gain, float* out) {
  const auto format = static_cast<AVSampleFormat>(frame.format);
  const bool planar = av_sample_fmt_is_planar(format) != 0;
  switch (av_get_packed_sample_fmt(format)) {
    case AV_SAMPLE_FMT_U8:
      return add<std::uint8_t>(frame, planar, channel, gain, out);
    case AV_SAMPLE_FMT_S16:
      return add<std::int16_t>(frame, planar, channel, gain, out);
    case AV_SAMPLE_FMT_S32:
      return add<std::int32_t>(frame, planar, channel, gain, out);
    case AV_SAMPLE_FMT_S64:
      return add<std::int64_t>(frame, planar, channel, gain, out);
    case AV_SAMPLE_FMT_FLT:
      return add<float>(frame, planar, channel, gain, out);
    case AV_SAMPLE_FMT_DBL:
      return add<double>(frame, planar, channel, gain, out);
    default:
      throw Error(ErrorCode::unsupported, "unknown sample format " + std::to_string(frame.format));
  }
}

}  // namespace

ChannelMixer::Appended append(ChannelMixer& mixer, const AVFrame& frame, std::vector<std::vector<float>>& signals) {
  return mixer.append(
      static_cast<std::size_t>(frame.nb_samples), frame.ch_layout.nb_channels,
      [&](int channel, float gain, float* out) { add_channel(frame, channel, gain, out); }, signals);
}

}  // namespace affectus
