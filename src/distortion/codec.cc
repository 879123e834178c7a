#include "distortion/codec.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "affectus/error.h"
#include "affectus/frames.h"
#include "audio/ffmpeg.h"

namespace affectus {
namespace {

struct CodecKind {
  const char* name;
  const char* encoder;
  const char* decoder;
  int rate_hz;
  double usual_kilobits;
};

constexpr std::array<CodecKind, 6> codec_kinds = {{
    {"mulaw", "pcm_mulaw", "pcm_mulaw", 8000, 64},
    {"gsm", "libgsm", "gsm", 8000, 13},
    {"amr", "libopencore_amrnb", "amrnb", 8000, 12.2},
    {"speex", "libspeex", "libspeex", 16000, 16.8},
    {"opus", "libopus", "opus", 16000, 16},
    {"mp3", "libmp3lame", "mp3float", 16000, 32},
}};

constexpr std::size_t raw_frame_samples = 320;  // for codecs without frames of their own
constexpr std::size_t most_delay_frames = 4;    // that codecs hold back
constexpr std::size_t most_delay_samples = 4000;
constexpr std::size_t compared_samples = 32000;

const CodecKind* find_codec(const std::string& name) {
  const auto found = std::ranges::find(codec_kinds, name, [](const CodecKind& kind) { return std::string(kind.name); });
  return found == codec_kinds.end() ? nullptr : &*found;
}

[[noreturn]] void fail(const std::string& name, const std::string& what, int error) {
  throw Error(ErrorCode::unsupported, "codec " + name + ": " + what + ": " + ffmpeg::reason(error));
}

// From float at one rate to a codec's sample format at another, or back.
class Converter {
 public:
  Converter(const std::string& name, AVSampleFormat from, int from_hz, AVSampleFormat to, int to_hz) : name_(name), to_(to) {
    AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
    SwrContext* context = nullptr;
    if (const int error = swr_alloc_set_opts2(&context, &mono, to, to_hz, &mono, from, from_hz, 0, nullptr); error < 0)
      fail(name_, "cannot be converted", error);
    context_.reset(context);
    if (const int error = swr_init(context_.get()); error < 0) fail(name_, "cannot be converted", error);
  }

  /// Appends to `bytes`; a null input flushes.
  void convert(const std::uint8_t* input, int count, std::vector<std::uint8_t>& bytes) {
    const int room = swr_get_out_samples(context_.get(), count) + 16;
    const auto size = static_cast<std::size_t>(av_get_bytes_per_sample(to_));
    const std::size_t before = bytes.size();
    bytes.resize(before + static_cast<std::size_t>(room) * size);
    std::uint8_t* output = bytes.data() + before;
    const int made = swr_convert(context_.get(), &output, room, input == nullptr ? nullptr : &input, count);
    if (made < 0) fail(name_, "cannot be converted", made);
    bytes.resize(before + static_cast<std::size_t>(made) * size);
  }

 private:
  std::string name_;
  AVSampleFormat to_;
  ffmpeg::Resampler context_;
};

// Where the loudest stretch of so many samples begins.
std::size_t loudest_stretch(std::span<const float> samples, std::size_t count) {
  double power = 0, most = 0;
  std::size_t best = 0;
  for (std::size_t end = 0; end < samples.size(); ++end) {
    power += static_cast<double>(samples[end]) * samples[end];
    if (end < count) {
      most = power;
      continue;
    }
    power -= static_cast<double>(samples[end - count]) * samples[end - count];
    if (power <= most) continue;
    most = power;
    best = end + 1 - count;
  }
  return best;
}

// By how many samples `late` comes after `samples`: where both agree best over the loudest stretch. What codecs say of
// their delay is not to be relied on.
std::size_t delay_of(std::span<const float> late, std::span<const float> samples) {
  const std::size_t most_count = std::min(compared_samples, samples.size());
  const std::size_t start = loudest_stretch(samples, most_count);
  samples = samples.subspan(start, most_count);
  late = late.subspan(std::min(start, late.size()));
  const std::size_t count = std::min(most_count, late.size());
  std::size_t best = 0;
  float most = 0;
  for (std::size_t delay = 0; delay <= std::min(most_delay_samples, late.size() - count); ++delay) {
    float sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += samples[i] * late[delay + i];
    if (sum <= most) continue;
    most = sum;
    best = delay;
  }
  return best;
}

AVSampleFormat mono_format(const AVCodec* codec) {
  // With one channel planar and packed samples lie alike.
  return codec->sample_fmts == nullptr ? AV_SAMPLE_FMT_S16 : codec->sample_fmts[0];
}

ffmpeg::Codec open_encoder(const CodecKind& kind, double kilobits) {
  const AVCodec* codec = avcodec_find_encoder_by_name(kind.encoder);
  if (codec == nullptr)
    throw Error(ErrorCode::unsupported,
                std::string("codec ") + kind.name + ": expected FFmpeg with the encoder " + kind.encoder + ", found none");
  ffmpeg::Codec context(ffmpeg::allocated(avcodec_alloc_context3(codec)));
  context->sample_rate = kind.rate_hz;
  context->sample_fmt = mono_format(codec);
  context->ch_layout = AV_CHANNEL_LAYOUT_MONO;
  context->bit_rate = std::llround(1000 * (kilobits == 0 ? kind.usual_kilobits : kilobits));
  context->time_base = {1, kind.rate_hz};
  if (const int error = avcodec_open2(context.get(), codec, nullptr); error < 0)
    throw Error(ErrorCode::unsupported, std::string("codec ") + kind.name + ": expected a rate that it has, found " +
                                            std::to_string(context->bit_rate) + " bit/s: " + ffmpeg::reason(error));
  return context;
}

ffmpeg::Codec open_decoder(const CodecKind& kind, const AVCodecContext& encoder) {
  const AVCodec* codec = avcodec_find_decoder_by_name(kind.decoder);
  if (codec == nullptr)
    throw Error(ErrorCode::unsupported,
                std::string("codec ") + kind.name + ": expected FFmpeg with the decoder " + kind.decoder + ", found none");
  ffmpeg::Codec context(ffmpeg::allocated(avcodec_alloc_context3(codec)));
  context->sample_rate = kind.rate_hz;
  context->ch_layout = AV_CHANNEL_LAYOUT_MONO;
  context->block_align = encoder.block_align;
  if (encoder.extradata_size > 0) {
    const auto size = static_cast<std::size_t>(encoder.extradata_size);
    context->extradata = static_cast<std::uint8_t*>(av_mallocz(size + AV_INPUT_BUFFER_PADDING_SIZE));
    std::copy_n(encoder.extradata, size, context->extradata);
    context->extradata_size = encoder.extradata_size;
  }
  if (const int error = avcodec_open2(context.get(), codec, nullptr); error < 0) fail(kind.name, "cannot be decoded", error);
  return context;
}

// Packets of an encoder into a decoder, and what it gives into float samples at 16 kHz.
class RoundTrip {
 public:
  RoundTrip(const CodecKind& kind, double kilobits)
      : kind_(kind), encoder_(open_encoder(kind, kilobits)), decoder_(open_decoder(kind, *encoder_)) {}

  std::vector<float> run(std::span<const float> samples) {
    std::vector<std::uint8_t> input;
    Converter to_codec(kind_.name, AV_SAMPLE_FMT_FLT, sample_rate_hz, encoder_->sample_fmt, kind_.rate_hz);
    to_codec.convert(reinterpret_cast<const std::uint8_t*>(samples.data()), static_cast<int>(samples.size()), input);
    to_codec.convert(nullptr, 0, input);
    const auto size = static_cast<std::size_t>(av_get_bytes_per_sample(encoder_->sample_fmt));
    const std::size_t frame = encoder_->frame_size > 0 ? static_cast<std::size_t>(encoder_->frame_size) : raw_frame_samples;
    const std::size_t frames = (input.size() / size + frame - 1) / frame + most_delay_frames;
    input.resize(frames * frame * size);
    for (std::size_t i = 0; i < frames; ++i) encode(input.data() + i * frame * size, static_cast<int>(frame), size);
    drain_encoder(nullptr);
    decode(nullptr);

    std::vector<std::uint8_t> output;
    if (!decoded_.empty()) {
      Converter from_codec(kind_.name, decoded_format_, decoded_hz_, AV_SAMPLE_FMT_FLT, sample_rate_hz);
      const auto decoded_size = static_cast<std::size_t>(av_get_bytes_per_sample(decoded_format_));
      from_codec.convert(decoded_.data(), static_cast<int>(decoded_.size() / decoded_size), output);
      from_codec.convert(nullptr, 0, output);
    }
    std::vector<float> result(output.size() / sizeof(float));
    std::copy_n(output.data(), result.size() * sizeof(float), reinterpret_cast<std::uint8_t*>(result.data()));
    result.erase(result.begin(), result.begin() + static_cast<std::ptrdiff_t>(delay_of(result, samples)));
    result.resize(samples.size(), 0.0F);
    return result;
  }

 private:
  void encode(const std::uint8_t* data, int count, std::size_t sample_size) {
    const ffmpeg::Frame frame(ffmpeg::allocated(av_frame_alloc()));
    frame->nb_samples = count;
    frame->format = encoder_->sample_fmt;
    frame->ch_layout = AV_CHANNEL_LAYOUT_MONO;
    frame->sample_rate = kind_.rate_hz;
    frame->pts = encoded_;
    encoded_ += count;
    if (const int error = av_frame_get_buffer(frame.get(), 0); error < 0) fail(kind_.name, "cannot be encoded", error);
    std::copy_n(data, static_cast<std::size_t>(count) * sample_size, frame->data[0]);
    drain_encoder(frame.get());
  }

  void drain_encoder(const AVFrame* frame) {
    if (const int error = avcodec_send_frame(encoder_.get(), frame); error < 0) fail(kind_.name, "cannot be encoded", error);
    const ffmpeg::Packet packet(ffmpeg::allocated(av_packet_alloc()));
    while (avcodec_receive_packet(encoder_.get(), packet.get()) >= 0) {
      decode(packet.get());
      av_packet_unref(packet.get());
    }
  }

  void decode(const AVPacket* packet) {
    if (const int error = avcodec_send_packet(decoder_.get(), packet); error < 0)
      fail(kind_.name, "cannot be decoded", error);
    const ffmpeg::Frame frame(ffmpeg::allocated(av_frame_alloc()));
    while (avcodec_receive_frame(decoder_.get(), frame.get()) >= 0) {
      decoded_format_ = av_get_packed_sample_fmt(static_cast<AVSampleFormat>(frame->format));
      decoded_hz_ = frame->sample_rate;
      const auto bytes =
          static_cast<std::size_t>(frame->nb_samples) * static_cast<std::size_t>(av_get_bytes_per_sample(decoded_format_));
      decoded_.insert(decoded_.end(), frame->data[0], frame->data[0] + bytes);
      av_frame_unref(frame.get());
    }
  }

  const CodecKind& kind_;
  ffmpeg::Codec encoder_, decoder_;
  std::int64_t encoded_ = 0;
  std::vector<std::uint8_t> decoded_;
  AVSampleFormat decoded_format_ = AV_SAMPLE_FMT_FLT;
  int decoded_hz_ = sample_rate_hz;
};

}  // namespace

bool is_codec(const std::string& name) { return find_codec(name) != nullptr; }

std::vector<float> through_codec(std::span<const float> samples, const std::string& name, double kilobits_a_second) {
  const CodecKind* kind = find_codec(name);
  if (kind == nullptr) throw Error(ErrorCode::invalid_argument, "codec: found an unknown one, '" + name + "'");
  ffmpeg::restrain();
  return RoundTrip(*kind, kilobits_a_second).run(samples);
}

}  // namespace affectus
