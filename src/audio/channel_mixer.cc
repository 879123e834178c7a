#include "audio/channel_mixer.h"

#include <cmath>
#include <cstdint>

#include "affectus/error.h"
#include "audio/cancelling_channels.h"

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

bool replace_non_finite(float* values, std::size_t count) {
  bool found = false;
  for (std::size_t i = 0; i < count; ++i) {
    if (std::isfinite(values[i])) continue;
    values[i] = 0;
    found = true;
  }
  return found;
}

}  // namespace

std::size_t ChannelMixer::signal_count(int channels, const std::string& file) const {
  if (choice_.kind == ChannelChoice::Kind::each) return static_cast<std::size_t>(channels);
  if (choice_.kind == ChannelChoice::Kind::one && choice_.index >= channels)
    throw Error(ErrorCode::invalid_argument, file + ": expected a channel from 0 to " + std::to_string(channels - 1) +
                                                 ", found " + std::to_string(choice_.index));
  return 1;
}

template <typename AddChannel>
void ChannelMixer::mix(std::size_t count, int channels, const AddChannel& add_channel, float* out) {
  const float weight = 1.0F / static_cast<float>(channels);
  squares_.assign(count, 0.0F);
  for (int channel = 0; channel < channels; ++channel) {
    channel_.assign(count, 0.0F);
    add_channel(channel, 1.0F, channel_.data());
    mix_in(channel_, weight, {out, count}, squares_);
  }
  replace_non_finite(squares_.data(), count);
}

template <typename AddChannel>
ChannelMixer::Appended ChannelMixer::append(std::size_t count, int channels, const AddChannel& add_channel,
                                            std::vector<std::vector<float>>& signals) {
  Appended appended;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    signals[i].resize(signals[i].size() + count, 0.0F);
    float* out = signals[i].data() + signals[i].size() - count;
    if (choice_.kind == ChannelChoice::Kind::mix && channels > 1) {
      mix(count, channels, add_channel, out);
      appended.squares = squares_;
    } else if (choice_.kind == ChannelChoice::Kind::mix) {
      add_channel(0, 1.0F, out);
    } else {
      const int channel = choice_.kind == ChannelChoice::Kind::one ? choice_.index : static_cast<int>(i);
      if (channel < channels) add_channel(channel, 1.0F, out);
    }
    appended.replaced = replace_non_finite(out, count) || appended.replaced;
  }
  return appended;
}

ChannelMixer::Appended ChannelMixer::append(const AVFrame& frame, std::vector<std::vector<float>>& signals) {
  return append(
      static_cast<std::size_t>(frame.nb_samples), frame.ch_layout.nb_channels,
      [&](int channel, float gain, float* out) { add_channel(frame, channel, gain, out); }, signals);
}

ChannelMixer::Appended ChannelMixer::append(std::span<const float> interleaved, int channels,
                                            std::vector<std::vector<float>>& signals) {
  const std::size_t count = interleaved.size() / static_cast<std::size_t>(channels);
  return append(
      count, channels,
      [&](int channel, float gain, float* out) {
        add(ChannelView<float>{interleaved.data() + channel, static_cast<std::size_t>(channels)}, count, gain, out);
      },
      signals);
}

}  // namespace affectus
