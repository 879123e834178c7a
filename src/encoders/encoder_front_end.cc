#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "affectus/encoders.h"
#include "affectus/error.h"
#include "base/content_key.h"
#include "cache/frame_cache.h"
#include "encoder_graphs/encoder_name.h"
#include "encoders/encoder_locator.h"
#include "encoders/encoder_options.h"
#include "encoders/encoder_windows.h"
#include "encoders/graph_key.h"
#include "encoders/silence.h"
#include "encoders/speech_encoder.h"
#include "front_ends/option_reader.h"

namespace affectus {
namespace {

struct EncoderFrontEndOptions {
  double window_s = 0;  // 0: what the family is used to
  double context_s = 0.5;
  bool pad = true;
  bool skip_silence = false;
  std::string adapter;  // a folder; empty: none
};

EncoderFrontEndOptions read_options(const std::string& name, const std::string& text) {
  EncoderFrontEndOptions options;
  OptionReader reader(name, text);
  reader.read("window_s", options.window_s);
  reader.read("context_s", options.context_s);
  reader.read("pad", options.pad);
  reader.read("skip_silence", options.skip_silence);
  options.adapter = reader.read_text("adapter");
  reader.finish();
  return options;
}

// Without the place of the adapter, whose content counts.
std::string frame_options(const std::string& text, const EncoderFrontEndOptions& options) {
  if (options.adapter.empty()) return text;
  nlohmann::json json = nlohmann::json::parse(text);
  json.erase("adapter");
  return json.dump();
}

EncoderWindows windows_of(const std::string& name, const EncoderFrontEndOptions& options, const EncoderConfig& config) {
  const EncoderWindows windows = encoder_windows(name, options.window_s, options.context_s, config);
  if (options.skip_silence && options.pad && config.is_whisper())
    throw Error(
        ErrorCode::invalid_argument,
        "front end " + name + ": skip_silence: expected with \"pad\": false, found with padding, where it saves nothing");
  return windows;
}

// Whoever changes what an encoder gives must change this.
constexpr std::string_view cache_version = "encoder 2";

class EncoderStream;

class EncoderFrontEnd : public FrontEnd {
 public:
  EncoderFrontEnd(std::string name, const EncoderConfig& config, std::size_t dim, EncoderWindows windows, bool skip_silence,
                  SpeechEncoder encoder, std::string settings, FrameCache cache)
      : name_(std::move(name)),
        config_(config),
        dim_(dim),
        windows_(windows),
        skip_silence_(skip_silence),
        encoder_(std::move(encoder)),
        settings_(std::move(settings)),
        cache_(std::move(cache)) {}

  std::string name() const override { return name_; }
  std::size_t dim() const override { return dim_; }
  std::size_t mixed_layers() const override { return name_.ends_with("@mix") ? dim_ / config_.hidden_size : 1; }
  double frame_rate_hz() const override {
    return static_cast<double>(sample_rate_hz) / static_cast<double>(samples_per_frame(config_));
  }
  std::size_t frame_count(std::size_t samples) const override { return affectus::frame_count(config_, samples); }
  std::size_t first_frame_samples() const override { return affectus::first_frame_samples(config_); }
  std::unique_ptr<FrontEndStream> open_stream() const override;

  std::string fingerprint() const override {
    std::call_once(fingerprint_made_, [&] { fingerprint_ = settings_ + encoder_.content(); });
    return fingerprint_;
  }

 private:
  friend class EncoderStream;

  // The frames of one window.
  void run(std::span<const float> samples, Frames& frames) const {
    if (!cache_.is_enabled()) return encode(samples, frames);
    const std::string key = ContentKey()
                                .add(cache_version)
                                .add(fingerprint())
                                .add({reinterpret_cast<const char*>(samples.data()), samples.size_bytes()})
                                .text();
    if (auto found = cache_.load(key, dim_)) {
      frames = std::move(*found);
      return;
    }
    encode(samples, frames);
    cache_.keep(key, frames);
  }

  void encode(std::span<const float> samples, Frames& frames) const {
    if (!skip_silence_) return encoder_.run(samples, frames);
    const std::size_t hop = samples_per_frame(config_);
    const std::vector<bool> kept = kept_hops(samples, hop);
    Frames spoken(dim_);
    encoder_.run(without_silence(samples, hop, kept), spoken);
    restore_silence(spoken.view(), kept, frame_count(samples.size()), frames);
  }

  std::string name_;
  EncoderConfig config_;
  std::size_t dim_;
  EncoderWindows windows_;
  bool skip_silence_;
  SpeechEncoder encoder_;
  std::string settings_;  // what the frames depend on beside the samples and the weights
  FrameCache cache_;
  mutable std::once_flag fingerprint_made_;
  mutable std::string fingerprint_;
};

// Holds the samples of one window; a window is run when a sample beyond it has come.
class EncoderStream : public FrontEndStream {
 public:
  explicit EncoderStream(const EncoderFrontEnd& front_end)
      : front_end_(front_end), hop_(samples_per_frame(front_end.config_)) {}

  void push(std::span<const float> samples, Frames& frames) override {
    const auto [window, context] = front_end_.windows_;
    while (!samples.empty()) {
      if (waiting_.size() == window) {
        run(context / hop_, frames);
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(window - 2 * context));
        start_ += (window - 2 * context) / hop_;
      }
      const std::size_t taken = std::min(samples.size(), window - waiting_.size());
      waiting_.insert(waiting_.end(), samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(taken));
      samples = samples.subspan(taken);
    }
  }

  void finish(Frames& frames) override {
    if (front_end_.frame_count(waiting_.size()) > 0) run(0, frames);
    waiting_.clear();
  }

 private:
  // Gives the frames that are new, but for those of the window's last `held_back` hops.
  void run(std::size_t held_back, Frames& frames) {
    Frames window(front_end_.dim_);
    front_end_.run(waiting_, window);
    const std::size_t end = held_back == 0 ? window.count() : waiting_.size() / hop_ - held_back;
    for (std::size_t i = given_ - start_; i < end; ++i) std::ranges::copy(window[i], frames.append().begin());
    given_ = start_ + end;
  }

  const EncoderFrontEnd& front_end_;
  std::size_t hop_;
  std::vector<float> waiting_;
  std::size_t start_ = 0;  // the frame at which the window starts
  std::size_t given_ = 0;  // frames given so far
};

std::unique_ptr<FrontEndStream> EncoderFrontEnd::open_stream() const { return std::make_unique<EncoderStream>(*this); }

// Makers may be called from several threads.
class LazyRuntime {
 public:
  explicit LazyRuntime(std::function<EncoderRuntime()> make) : make_(std::move(make)) {}
  const EncoderRuntime& get() {
    std::call_once(made_, [this] { runtime_ = make_(); });
    return runtime_;
  }

 private:
  std::function<EncoderRuntime()> make_;
  std::once_flag made_;
  EncoderRuntime runtime_;
};

}  // namespace

FrontEndRegistry encoder_front_ends(const EncoderRuntime& runtime) {
  return lazy_encoder_front_ends([runtime] { return runtime; });
}

FrontEndRegistry lazy_encoder_front_ends(std::function<EncoderRuntime()> make_runtime) {
  return FrontEndRegistry().add("an encoder as FOLDER@LAYER or hf:OWNER/NAME@LAYER",
                                [lazy = std::make_shared<LazyRuntime>(std::move(make_runtime))](
                                    const std::string& name, const std::string& options_text) -> std::unique_ptr<FrontEnd> {
                                  const auto parsed = parse_encoder_name(name);
                                  if (!parsed) return nullptr;
                                  const EncoderRuntime& runtime = lazy->get();
                                  const std::filesystem::path folder = locate_encoder(parsed->checkpoint, runtime);
                                  const EncoderConfig config = EncoderConfig::read(folder);
                                  const EncoderFrontEndOptions options = read_options(name, options_text);
                                  const EncoderWindows windows = windows_of(name, options, config);
                                  const std::vector<std::size_t> layers = layers_of(*parsed, config, name);
                                  std::string settings = frame_options(options_text, options) + " " + precision_key(runtime);
                                  for (const std::size_t layer : layers) settings += " " + std::to_string(layer);
                                  return std::make_unique<EncoderFrontEnd>(
                                      name, config, layers.size() * config.hidden_size, windows, options.skip_silence,
                                      SpeechEncoder::load(folder, config, layers, runtime, options.pad, options.adapter),
                                      std::move(settings),
                                      FrameCache(CacheFolder(runtime.cache_frames ? runtime.cache : "", runtime.cache_size),
                                                 /*half=*/false, runtime.report));
                                });
}

}  // namespace affectus
