#include "capture/microphone.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

extern "C" {
#include <libavformat/avformat.h>
}
#ifdef AFFECTUS_HAS_DEVICES
extern "C" {
#include <libavdevice/avdevice.h>
}
#endif

#include "affectus/error.h"
#include "audio/ffmpeg.h"
#include "audio/frame_samples.h"
#include "capture/device_library.h"
#include "capture/lost_samples.h"
#include "signal/channel_mixer.h"
#include "text/counted.h"
#include "text/letter_case.h"
#include "text/shown.h"

namespace affectus {
namespace {

constexpr int asked_rate_hz = 48000;  // what sound cards have; speech needs no more
constexpr std::chrono::milliseconds between_tries{5};

// In the order in which a default is looked for.
struct System {
  const char* name;
  const char* default_device;  // null: it has none
};
constexpr std::array<System, 6> systems = {{{"pulse", "default"},
                                            {"alsa", "default"},
                                            {"avfoundation", "default"},
                                            {"dshow", nullptr},
                                            {"sndio", "default"},
                                            {"oss", "/dev/dsp"}}};

// Null where this FFmpeg lacks it.
const AVInputFormat* format_of(const std::string& system) {
  DeviceLibrary::load();
  return av_find_input_format(system.c_str());
}

// The name by which FFmpeg opens it.
std::string url_of(const std::string& system, const std::string& device) {
  if (system == "avfoundation") return ":" + device;
  if (system == "dshow") return "audio=" + device;
  return device;
}

struct FoundDevice {
  std::string system;
  std::string device;
  std::string full() const { return system + ":" + device; }
};

#ifdef AFFECTUS_HAS_DEVICES

void list_system(const System& system, std::vector<MicrophoneName>& found) {
  const AVInputFormat* format = format_of(system.name);
  if (format == nullptr) return;
  AVDeviceInfoList* list = nullptr;
  const DeviceLibrary& library = DeviceLibrary::load();
  const int count = library.list(format, nullptr, nullptr, &list);
  for (int i = 0; i < count && list != nullptr; ++i) {
    const AVDeviceInfo& device = *list->devices[i];
    const bool is_video = device.nb_media_types > 0 &&
                          std::find(device.media_types, device.media_types + device.nb_media_types, AVMEDIA_TYPE_AUDIO) ==
                              device.media_types + device.nb_media_types;
    if (is_video || device.device_name == nullptr) continue;
    found.push_back({.system = system.name,
                     .name = device.device_name,
                     .description = device.device_description == nullptr ? "" : device.device_description,
                     .is_default = i == list->default_device});
  }
  library.free_list(&list);
}

#else

void list_system(const System&, std::vector<MicrophoneName>&) {}

#endif

std::string known_names() {
  std::vector<std::string> names;
  for (const MicrophoneName& known : list_microphones()) names.push_back(shown(known.full()));
  return names.empty() ? "none" : some_of(names);
}

// What `device` may mean, in the order of trying.
std::vector<FoundDevice> candidates(const std::string& device) {
  std::vector<FoundDevice> found;
  if (device.empty()) {
    for (const System& system : systems)
      if (system.default_device != nullptr && format_of(system.name) != nullptr)
        found.push_back({system.name, system.default_device});
    for (const MicrophoneName& known : list_microphones())
      if (known.system == "dshow") found.push_back({known.system, known.name});
    return found;
  }
  for (const System& system : systems)
    if (device.starts_with(std::string(system.name) + ":") && format_of(system.name) != nullptr)
      return {{system.name, device.substr(std::string(system.name).size() + 1)}};
  const std::string wanted = lower_case(device);
  for (const MicrophoneName& known : list_microphones())
    if (lower_case(known.name) == wanted || lower_case(known.description) == wanted)
      found.push_back({known.system, known.name});
  if (found.empty())
    throw Error(ErrorCode::not_found, "microphone " + shown(device) + ": expected one of those that are there (" +
                                          known_names() + "), SYSTEM:NAME, or - for standard input");
  return found;
}

}  // namespace

std::vector<MicrophoneName> list_microphones() {
  DeviceLibrary::load();
  std::vector<MicrophoneName> found;
  for (const System& system : systems) list_system(system, found);
  return found;
}

struct Microphone::Impl {
  std::string name;
  ffmpeg::Format format;
  ffmpeg::Codec codec;
  ffmpeg::Packet packet{ffmpeg::allocated(av_packet_alloc())};
  ffmpeg::Frame frame{ffmpeg::allocated(av_frame_alloc())};
  ChannelMixer mixer{{}};
  std::optional<LostSamples> lost;
  std::vector<std::vector<float>> mixed{1};
  int stream = -1;

  // FFmpeg's error code; 0 if it is open.
  int open(const FoundDevice& device, int channels) {
    const AVInputFormat* input = format_of(device.system);
    ffmpeg::Dictionary options;
    if (channels > 0) {
      options.set("sample_rate", std::to_string(asked_rate_hz));
      options.set("channels", std::to_string(channels));
    }
    if (device.system == "pulse") {
      options.set("name", "affectus");
      options.set("stream_name", "affectus listen");
      options.set("fragment_size", std::to_string(asked_rate_hz / 50 * 2 * std::max(1, channels)));  // 20 ms
    }
    AVFormatContext* context = ffmpeg::allocated(avformat_alloc_context());
    context->flags |= AVFMT_FLAG_NONBLOCK;
    if (const int code = avformat_open_input(&context, url_of(device.system, device.device).c_str(), input, options.get());
        code < 0)
      return code;
    format.reset(context);
    stream = av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
    return stream < 0 ? stream : open_decoder();
  }

  int open_decoder() {
    const AVCodecParameters& parameters = *format->streams[stream]->codecpar;
    const AVCodec* decoder = avcodec_find_decoder(parameters.codec_id);
    if (decoder == nullptr) return AVERROR_DECODER_NOT_FOUND;
    codec.reset(ffmpeg::allocated(avcodec_alloc_context3(decoder)));
    if (const int code = avcodec_parameters_to_context(codec.get(), &parameters); code < 0) return code;
    if (const int code = avcodec_open2(codec.get(), decoder, nullptr); code < 0) return code;
    lost.emplace(codec->sample_rate);
    return 0;
  }

  // As mono, or in stereo where a device has nothing else, or as it comes.
  int open_any(const FoundDevice& device) {
    int code = 0;
    for (const int channels : {1, 2, 0})
      if ((code = open(device, channels)) == 0 || code == AVERROR(ECONNREFUSED) || code == AVERROR(ENOENT)) return code;
    return code;
  }

  [[noreturn]] void refuse_gone(int code) const {
    throw Error(
        ErrorCode::unreadable,
        name + ": the microphone gives no more samples (unplugged, or its server has ended): " + ffmpeg::reason(code));
  }

  std::size_t read(std::vector<float>& samples, const std::atomic<bool>& stop) {
    for (;;) {
      if (stop) return 0;
      const int code = av_read_frame(format.get(), packet.get());
      if (code == AVERROR(EAGAIN)) {
        std::this_thread::sleep_for(between_tries);
        continue;
      }
      if (code < 0) refuse_gone(code);
      const bool is_ours = packet->stream_index == stream;
      const std::int64_t stamp = packet->pts;
      if (is_ours) decode();
      av_packet_unref(packet.get());
      std::vector<float>& fresh = mixed.front();
      if (fresh.empty()) continue;
      std::size_t missing = 0;
      if (stamp != AV_NOPTS_VALUE)
        missing = lost->see(static_cast<double>(stamp) * av_q2d(format->streams[stream]->time_base), fresh.size());
      samples.insert(samples.end(), fresh.begin(), fresh.end());
      fresh.clear();
      return missing;
    }
  }

  // What cannot be decoded is left out, and its time stamps tell.
  void decode() {
    if (avcodec_send_packet(codec.get(), packet.get()) < 0) return;
    while (avcodec_receive_frame(codec.get(), frame.get()) >= 0) append(mixer, *frame, mixed);
  }
};

Microphone::Microphone(const std::string& device) : impl_(std::make_unique<Impl>()) {
  std::string tried;
  for (const FoundDevice& candidate : candidates(device)) {
    const int code = impl_->open_any(candidate);
    if (code == 0) {
      impl_->name = candidate.full();
      return;
    }
    tried += (tried.empty() ? "" : "; ") + candidate.full() + ": " + ffmpeg::reason(code);
  }
  if (device.empty())
    throw Error(ErrorCode::not_found, "no microphone could be opened (" + (tried.empty() ? "there is none" : tried) +
                                          "); --input - reads standard input");
  throw Error(ErrorCode::unreadable,
              "microphone " + shown(device) + " cannot be opened: " + tried + "; there are " + known_names());
}
Microphone::Microphone(Microphone&&) noexcept = default;
Microphone::~Microphone() = default;

const std::string& Microphone::name() const { return impl_->name; }
int Microphone::rate_hz() const { return impl_->codec->sample_rate; }
std::size_t Microphone::read(std::vector<float>& samples, const std::atomic<bool>& stop) {
  return impl_->read(samples, stop);
}

}  // namespace affectus
