#include <algorithm>
#include <cmath>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "audio/byte_source.h"
#include "audio/channel_mixer.h"
#include "audio/container_format.h"
#include "audio/ffmpeg.h"
#include "audio/pcm_pipe.h"
#include "audio/resampler.h"
#include "audio/wav_length.h"
#include "text/text.h"

namespace affectus {
namespace {

constexpr std::size_t block_samples = 8192;
constexpr std::size_t wav_head_bytes = 65536;  // chunks before the data are small

int refuse_to_open(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) { return AVERROR(EACCES); }

std::string seconds(double value) { return decimal(value, 2) + " s"; }

}  // namespace

struct AudioReader::Impl {
  std::string name;
  ChannelMixer mixer;
  std::unique_ptr<ByteSource> source;
  ffmpeg::Format format;
  std::optional<PcmPipe> pcm;  // in place of the demuxer
  ffmpeg::Codec codec;
  ffmpeg::Packet packet{ffmpeg::allocated(av_packet_alloc())};
  ffmpeg::Frame frame{ffmpeg::allocated(av_frame_alloc())};
  int stream = -1;
  std::size_t signal_count = 1;
  bool piped = false;

  int rate_hz = 0;
  std::vector<Resampler> resamplers;        // one a signal
  std::vector<std::vector<float>> decoded;  // [signal], at rate_hz
  std::uint64_t samples = 0;                // given, at 16 kHz
  bool ended = false;
  std::uint64_t damaged_packets = 0;
  bool replaced_values = false;
  std::string broken_off;
  std::string warning;
  std::vector<Warning> warnings;
  std::function<bool()> stopped;

  // `file_name` serves to recognise raw formats by their extension.
  Impl(std::unique_ptr<ByteInput> input, std::string shown_name, const std::string& file_name, const AudioOptions& options)
      : name(std::move(shown_name)), mixer(options.channels), stopped(options.stopped) {
    ffmpeg::silence_log();
    piped = !input->is_seekable();
    source = std::make_unique<ByteSource>(std::move(input), name);
    int code = open_format(file_name);
    if (code < 0 && code != AVERROR_EXIT && source->spool()) code = open_format(file_name);
    source->rethrow();
    throw_if_stopped(code);
    if (code < 0) fail(ErrorCode::invalid_format, "is no recording that FFmpeg can read", code);
    source->forget_beginning();
    open_stream();
  }

  static void throw_if_stopped(int code) {
    if (code == AVERROR_EXIT) throw Error(ErrorCode::cancelled, "stopped before the end");
  }

  // For demuxers that search for long without a byte that is new.
  static int asks_to_stop(void* self) {
    const auto& impl = *static_cast<const Impl*>(self);
    return impl.stopped && impl.stopped() ? 1 : 0;
  }

  [[noreturn]] void fail(ErrorCode error, const std::string& what, int code) const {
    throw Error(error, name + ": " + what + ": " + ffmpeg::reason(code));
  }

  // FFmpeg reads by our callbacks only. Formats that name other sources are refused before a byte of them is acted upon, and
  // whatever a demuxer may still want to open beside the recording finds no protocol allowed.
  int open_format(const std::string& file_name) {
    const AVInputFormat* input_format = nullptr;
    int code = av_probe_input_buffer2(source->io(), &input_format, file_name.c_str(), nullptr, 0, 0);
    if (code < 0) return code;
    if (names_other_sources(*input_format))
      throw Error(ErrorCode::unsupported,
                  name + ": expected a recording, found " + std::string(input_format->long_name) +
                      ", which holds none or only names other files; give the recordings themselves");
    AVFormatContext* context = ffmpeg::allocated(avformat_alloc_context());
    context->pb = source->io();
    context->io_open = refuse_to_open;
    context->protocol_whitelist = ffmpeg::allocated(av_strdup(""));
    context->flags |= AVFMT_FLAG_CUSTOM_IO;
    context->interrupt_callback = {&Impl::asks_to_stop, this};
    // FFmpeg frees the context where this fails.
    code = avformat_open_input(&context, file_name.c_str(), input_format, nullptr);
    if (code < 0) return code;
    format.reset(context);
    if (piped && PcmPipe::can_read(*context)) {
      pcm.emplace(*context);
      return 0;
    }
    return avformat_find_stream_info(context, nullptr);
  }

  void open_stream() {
    const AVCodec* decoder = nullptr;
    stream = av_find_best_stream(format.get(), AVMEDIA_TYPE_AUDIO, -1, -1, &decoder, 0);
    if (stream == AVERROR_DECODER_NOT_FOUND)
      throw Error(ErrorCode::unsupported, name + ": holds audio of a codec that this FFmpeg cannot decode");
    if (stream < 0)
      throw Error(ErrorCode::no_audio,
                  name + ": holds no audio (FFmpeg sees " + std::string(format->iformat->long_name) + ")");
    for (unsigned i = 0; i < format->nb_streams; ++i)
      if (static_cast<int>(i) != stream) format->streams[i]->discard = AVDISCARD_ALL;

    const AVCodecParameters* parameters = format->streams[stream]->codecpar;
    codec.reset(ffmpeg::allocated(avcodec_alloc_context3(decoder)));
    int code = avcodec_parameters_to_context(codec.get(), parameters);
    codec->thread_count = 1;
    codec->pkt_timebase = format->streams[stream]->time_base;
    if (code >= 0) code = avcodec_open2(codec.get(), decoder, nullptr);
    if (code < 0) fail(ErrorCode::invalid_format, "its audio cannot be decoded", code);
    // Some streams only tell their channels with the first frame.
    signal_count = mixer.signal_count(std::max(1, codec->ch_layout.nb_channels), name);
    decoded.resize(signal_count);
  }

  std::optional<double> duration_hint_s() const {
    if (format->duration <= 0 || format->duration == AV_NOPTS_VALUE) return std::nullopt;
    return static_cast<double>(format->duration) / AV_TIME_BASE;
  }

  // Decodes until a block is there or the end is reached.
  bool read(std::vector<std::vector<float>>& signals) {
    if (ended) return false;
    // Demuxers may take an input that gives up for one that ends.
    if (stopped && stopped()) throw_if_stopped(AVERROR_EXIT);
    signals.resize(signal_count);
    const std::size_t before = signals.front().size();
    // What comes as it comes is given as it comes.
    const std::size_t wanted = piped ? 1 : block_samples;
    while (!ended && signals.front().size() - before < wanted) {
      if (next_frame()) {
        take_frame(signals);
      } else {
        ended = true;
        flush(signals);
      }
    }
    samples += signals.front().size() - before;
    if (ended) conclude();
    return signals.front().size() > before;
  }

  // False at the end. Damaged packets are passed over.
  bool next_frame() {
    for (;;) {
      const int code = avcodec_receive_frame(codec.get(), frame.get());
      if (code >= 0) return true;
      if (code == AVERROR_EOF) return false;
      if (code != AVERROR(EAGAIN)) ++damaged_packets;
      send_packet();
    }
  }

  void send_packet() {
    for (;;) {
      av_packet_unref(packet.get());
      const int code = pcm ? pcm->read(*packet) : av_read_frame(format.get(), packet.get());
      source->rethrow();
      throw_if_stopped(code);
      if (code < 0) {
        if (code != AVERROR_EOF) broken_off = ffmpeg::reason(code);
        avcodec_send_packet(codec.get(), nullptr);
        return;
      }
      if (packet->stream_index != stream) continue;
      if (packet->flags & AV_PKT_FLAG_CORRUPT) ++damaged_packets;
      if (avcodec_send_packet(codec.get(), packet.get()) >= 0) return;
      ++damaged_packets;
    }
  }

  void take_frame(std::vector<std::vector<float>>& signals) {
    if (frame->nb_samples <= 0 || frame->ch_layout.nb_channels <= 0) return;
    if (frame->decode_error_flags != 0) ++damaged_packets;
    if (frame->sample_rate != rate_hz) {
      if (frame->sample_rate <= 0 || frame->sample_rate > highest_sample_rate_hz)
        throw Error(ErrorCode::invalid_format, name + ": expected a sample rate of 1 to " +
                                                   std::to_string(highest_sample_rate_hz) + " Hz, found " +
                                                   std::to_string(frame->sample_rate));
      flush(signals);
      rate_hz = frame->sample_rate;
      for (std::size_t i = 0; i < signal_count; ++i) resamplers.emplace_back(rate_hz);
    }
    if (rate_hz == sample_rate_hz) {
      replaced_values = mixer.append(*frame, signals) || replaced_values;
      return;
    }
    replaced_values = mixer.append(*frame, decoded) || replaced_values;
    for (std::size_t i = 0; i < signal_count; ++i) {
      resamplers[i].push(decoded[i], signals[i]);
      decoded[i].clear();
    }
  }

  void flush(std::vector<std::vector<float>>& signals) {
    for (std::size_t i = 0; i < resamplers.size(); ++i) resamplers[i].finish(signals[i]);
    resamplers.clear();
  }

  void conclude() {
    if (samples == 0) {
      const std::string why = !broken_off.empty()   ? broken_off
                              : damaged_packets > 0 ? "all of it is damaged"
                                                    : "it holds no samples";
      throw Error(ErrorCode::no_audio, name + ": no audio could be decoded: " + why);
    }
    const double decoded_s = static_cast<double>(samples) / sample_rate_hz;
    const auto warn = [&](Warning code, const std::string& text) {
      warning += (warning.empty() ? "" : "; ") + text;
      if (std::ranges::find(warnings, code) == warnings.end()) warnings.push_back(code);
    };
    const double expected_s = expected_duration_s();
    if (!broken_off.empty()) {
      warn(Warning::truncated, "breaks off after " + seconds(decoded_s) + " (" + broken_off + ")");
    } else if (expected_s > decoded_s * 1.01 + 0.1) {
      warn(Warning::truncated, "is cut short: " + seconds(decoded_s) + " of " + seconds(expected_s) + " could be decoded");
    }
    if (damaged_packets > (warning.empty() ? 0U : 1U))
      warn(Warning::damaged, std::to_string(damaged_packets) + " damaged parts were passed over");
    if (replaced_values) warn(Warning::damaged, "values that are not finite were taken as 0");
  }

  // What the file's header promises, where it is a promise and not FFmpeg's guess; 0: unknown.
  double expected_duration_s() const {
    if (source->is_seekable())
      if (const auto promised_s = promised_wav_seconds(source->head(wav_head_bytes), source->size())) return *promised_s;
    if (piped || format->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE) return 0;
    const AVStream& audio = *format->streams[stream];
    if (audio.duration == AV_NOPTS_VALUE || audio.duration <= 0) return 0;
    return static_cast<double>(audio.duration) * av_q2d(audio.time_base);
  }
};

AudioReader::AudioReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AudioReader::AudioReader(AudioReader&&) noexcept = default;
AudioReader& AudioReader::operator=(AudioReader&&) noexcept = default;
AudioReader::~AudioReader() = default;

AudioReader AudioReader::open(const std::filesystem::path& path, AudioOptions options) {
  auto input = open_file_input(path, {options.stopped, options.waiting});
  return AudioReader(std::make_unique<Impl>(std::move(input), path == "-" ? "standard input" : path.string(),
                                            path.filename().string(), options));
}

AudioReader AudioReader::open_memory(std::span<const std::byte> bytes, const std::string& name, AudioOptions options) {
  if (bytes.empty()) throw Error(ErrorCode::no_audio, name + ": is empty");
  return InputReader::open(memory_input(bytes, options.stopped), name, std::move(options));
}

AudioReader InputReader::open(std::unique_ptr<ByteInput> input, const std::string& name, AudioOptions options) {
  return AudioReader(std::make_unique<AudioReader::Impl>(std::move(input), name, name, options));
}

std::size_t AudioReader::channels() const { return impl_->signal_count; }
std::optional<double> AudioReader::duration_hint_s() const { return impl_->duration_hint_s(); }
bool AudioReader::read(std::vector<std::vector<float>>& signals) { return impl_->read(signals); }
const std::string& AudioReader::warning() const { return impl_->warning; }
const std::vector<Warning>& AudioReader::warnings() const { return impl_->warnings; }

std::vector<float> read_audio(const std::filesystem::path& path, ChannelChoice channels, std::string* warning) {
  AudioReader reader =
      AudioReader::open(path, {.channels = channels.kind == ChannelChoice::Kind::each ? ChannelChoice{} : channels});
  std::vector<std::vector<float>> signals(1);
  while (reader.read(signals)) {
  }
  if (warning) *warning = reader.warning();
  return std::move(signals.front());
}

}  // namespace affectus
