#include "opening/encoder_support.h"

#include <algorithm>
#include <string>

#include "affectus/audio.h"
#include "affectus/emotion_checkpoints.h"
#include "affectus/encoders.h"
#include "affectus/error.h"
#include "cache/cache_folder.h"
#include "encoders/encoder_locator.h"
#include "encoders/encoder_options.h"
#include "opening/hub_fetch.h"
#include "opening/shipped.h"
#include "threads/processor_count.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

// Where an encoder is on this machine can be said in another way.
fs::path fetch_encoder(const std::string& text, const OpenObserver& observer) {
  try {
    return fetch_from_hub(HubName::parse(text).value(), observer);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::cancelled) throw;
    const std::string name = "hf:" + text + ": ";
    std::string reason = error.what();
    if (!reason.starts_with(name)) reason = name + "cannot be fetched: " + reason;
    throw Error(error.code(), reason + "; if it is on this machine, give its folder by the option 'encoder'");
  }
}

EncoderRuntime make_runtime(const OpenOptions& options) {
  const std::size_t threads = options.threads == 0 ? processor_count() : options.threads;
  const std::size_t streams = options.streams == 0 ? threads : std::clamp<std::size_t>(options.streams, 1, threads);
  EncoderRuntime runtime{.threads = threads,
                         .streams = streams,
                         .device = parse_device(options.device),
                         .precision = parse_precision(options.precision),
                         .folders = options.encoders};
  runtime.report = options.observer.note;
  if (options.fetch)
    runtime.fetch = [observer = options.observer](const std::string& name) { return fetch_encoder(name, observer); };
  runtime.cache_frames = options.cache_features;
  if (options.cache) {
    runtime.cache = standard_cache_folder();
    runtime.cache_size = standard_cache_limit();
  }
  if (runtime.precision == EncoderRuntime::Precision::int8) {
    const fs::path speech = options.calibration.empty() ? shipped_sample() : fs::path(options.calibration);
    if (speech.empty())
      throw Error(ErrorCode::not_found,
                  "precision int8: the sample to calibrate on is not installed; give a recording of speech by the option "
                  "'calibration'");
    runtime.calibration = read_audio(speech);
  }
  return runtime;
}

CheckpointFacts facts(const OpenOptions& options) { return {options.labels, options.input_mean, options.input_deviation}; }

}  // namespace

void check_encoder_options(const OpenOptions& options) {
  check_device(options.device);
  parse_precision(options.precision);
  std::error_code ignored;
  if (!options.calibration.empty() && !fs::exists(options.calibration, ignored))
    throw Error(ErrorCode::not_found, options.calibration + ": no such file");
}

FrontEndRegistry front_ends_with_encoders(const OpenOptions& options) {
  return lazy_encoder_front_ends([options] { return make_runtime(options); });
}

fs::path find_encoder(const std::string& name, const OpenOptions& options) {
  return locate_encoder(name, make_runtime(options));
}

bool is_checkpoint_of_others(const fs::path& folder) { return is_emotion_checkpoint(folder); }

std::shared_ptr<const Model> open_checkpoint(const fs::path& folder, const OpenOptions& options) {
  return load_emotion_checkpoint(folder, make_runtime(options), facts(options));
}

ModelConfig describe_checkpoint(const fs::path& folder, const OpenOptions& options) {
  return describe_emotion_checkpoint(folder, facts(options));
}

}  // namespace affectus
