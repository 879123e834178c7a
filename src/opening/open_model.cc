#include "affectus/open_model.h"

#include <algorithm>

#include "affectus/error.h"
#include "affectus/model_folder.h"
#include "opening/hub_fetch.h"
#include "opening/model_locator.h"
#include "opening/shipped.h"
#include "threads/processor_count.h"

#ifdef AFFECTUS_HAS_ENCODERS
#include "affectus/audio.h"
#include "affectus/emotion_checkpoints.h"
#include "affectus/encoders.h"
#include "cache/frame_cache.h"
#include "encoders/encoder_options.h"
#else
#include "storage/files.h"
#endif

namespace affectus {

namespace fs = std::filesystem;

fs::path find_model(const std::string& name, const OpenOptions& options) {
  const LocatedModel located = locate_model(name);
  if (!located.missing) return located.folder;
  if (options.fetch) return fetch_from_hub(*located.missing, options.observer);
  throw Error(ErrorCode::not_found, "hf:" + located.missing->text() + ": not in Hugging Face's cache at " +
                                        hub_repository(*located.missing).string());
}

#ifdef AFFECTUS_HAS_ENCODERS
namespace {

// Where an encoder is on this machine can be said in another way.
fs::path fetch_encoder(const std::string& text, const OpenObserver& observer) {
  try {
    return fetch_from_hub(HubName::parse(text).value(), observer);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::cancelled) throw;
    const std::string name = "hf:" + text + ": ";
    std::string reason = error.what();
    if (!reason.starts_with(name)) reason = name + "cannot be fetched: " + reason;
    throw Error(error.code(), reason + "; where the encoder is on this machine, say so with --encoder FOLDER");
  }
}

EncoderRuntime make_runtime(const OpenOptions& options) {
  const std::size_t threads = options.threads == 0 ? processor_count() : options.threads;
  const std::size_t streams = options.streams == 0 ? threads : std::clamp<std::size_t>(options.streams, 1, threads);
  EncoderRuntime runtime{.threads = threads,
                         .streams = streams,
                         .device = parse_device(options.device),
                         .precision = parse_precision(options.precision),
                         .folders = parse_encoder_folders(options.encoders)};
  runtime.report = options.observer.note;
  if (options.fetch)
    runtime.fetch = [observer = options.observer](const std::string& name) { return fetch_encoder(name, observer); };
  runtime.cache_frames = options.cache_features;
  if (options.cache) runtime.cache = standard_cache_folder();
  if (runtime.precision == EncoderRuntime::Precision::int8) {
    const fs::path speech = options.calibration.empty() ? shipped_sample() : fs::path(options.calibration);
    if (speech.empty())
      throw Error(ErrorCode::not_found,
                  "precision int8: the sample to calibrate on is not installed; name a recording of speech with "
                  "--calibration");
    runtime.calibration = read_audio(speech);
  }
  return runtime;
}

CheckpointFacts facts(const OpenOptions& options) { return {options.labels, options.input_mean, options.input_deviation}; }

}  // namespace

FrontEndRegistry open_front_ends(const OpenOptions& options) { return encoder_front_ends(make_runtime(options)); }

std::shared_ptr<const Model> open_model(const std::string& name, const OpenOptions& options) {
  const EncoderRuntime runtime = make_runtime(options);
  const fs::path folder = find_model(name, options);
  if (!is_emotion_checkpoint(folder)) return load_model_folder(folder, encoder_front_ends(runtime));
  return load_emotion_checkpoint(folder, runtime, facts(options));
}

ModelConfig describe_model(const std::string& name, const OpenOptions& options) {
  const fs::path folder = find_model(name, options);
  return is_emotion_checkpoint(folder) ? describe_emotion_checkpoint(folder, facts(options))
                                       : read_model_config(folder / "config.json");
}
#else
namespace {

void require_cpu(const OpenOptions& options) {
  if (options.device == "cpu") return;
  throw Error(ErrorCode::invalid_argument,
              "device: expected cpu, found '" + options.device + "' (no encoders are built in)");
}

void require_own(const fs::path& folder) {
  const fs::path config = folder / "config.json";
  std::error_code ignored;
  if (!fs::exists(config, ignored) || read_file(config).find("affectus-model") != std::string::npos) return;
  throw Error(ErrorCode::unsupported, folder.string() + ": expected a model folder of this project, found a checkpoint of " +
                                          "others (no encoders are built in)");
}

}  // namespace

FrontEndRegistry open_front_ends(const OpenOptions& options) {
  require_cpu(options);
  return FrontEndRegistry().add("an encoder (this build has none)",
                                [](const std::string&, const std::string&) { return std::unique_ptr<FrontEnd>(); });
}

std::shared_ptr<const Model> open_model(const std::string& name, const OpenOptions& options) {
  const FrontEndRegistry front_ends = open_front_ends(options);
  const fs::path folder = find_model(name, options);
  require_own(folder);
  return load_model_folder(folder, front_ends);
}

ModelConfig describe_model(const std::string& name, const OpenOptions& options) {
  const fs::path folder = find_model(name, options);
  require_own(folder);
  return read_model_config(folder / "config.json");
}
#endif

}  // namespace affectus
