#include "cli/encoder_choice.h"

#include <algorithm>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "model/model_locator.h"

#ifdef AFFECTUS_HAS_ENCODERS
#include "affectus/emotion_checkpoints.h"
#include "affectus/encoders.h"
#include "cli/hub_fetch.h"
#else
#include "base/files.h"
#endif

namespace affectus {

void add_encoder_options(CLI::App& command, EncoderArguments& arguments, const std::filesystem::path& executable) {
  command.add_option("--encoder", arguments.folders,
                     "Where an encoder that is called by its name on the hub is: its folder, or OWNER/NAME=FOLDER");
  command.add_option("--device", arguments.device, "Where encoders run: cpu, or another that OpenVINO finds here (gpu)")
      ->capture_default_str();
  command.add_option("--precision", arguments.precision, "Of encoders: float32, or bfloat16 or int8 where the CPU has it")
      ->capture_default_str();
  arguments.calibration = locate_sample(executable).string();
  command.add_option("--calibration", arguments.calibration,
                     "Recording of speech on which int8 learns its ranges (5 s or more); default: the shipped sample");
  command.add_flag("--no-cache", arguments.no_cache,
                   "Neither read nor write cached features of encoders (low-level features never are)");
}

void add_checkpoint_options(CLI::App& command, EncoderArguments& arguments) {
  command.add_option("--labels", arguments.labels, "Names of the outputs of a checkpoint of others that does not say them")
      ->delimiter(',');
  command.add_option("--input-mean", arguments.input_mean, "Mean of the samples that such a checkpoint was trained on");
  command.add_option("--input-std", arguments.input_deviation, "And their standard deviation");
}

#ifdef AFFECTUS_HAS_ENCODERS
namespace {

EncoderRuntime make_runtime(const EncoderArguments& arguments, std::size_t threads, std::size_t utterances,
                            Console& console) {
  EncoderRuntime runtime{.threads = threads,
                         .streams = std::clamp<std::size_t>(utterances, 1, threads),
                         .device = parse_device(arguments.device),
                         .precision = parse_precision(arguments.precision),
                         .folders = parse_encoder_folders(arguments.folders),
                         .fetch = encoder_fetcher(console, [] { return watch_for_interrupt().load(); }),
                         .cache = {},
                         .report = [&console](const std::string& line) { console.note(line); }};
  if (!arguments.no_cache) runtime.cache = standard_cache();
  if (runtime.precision == EncoderRuntime::Precision::int8) {
    if (arguments.calibration.empty())
      throw Error(ErrorCode::not_found,
                  "precision int8: the sample to calibrate on is not installed; name a recording of "
                  "speech with --calibration");
    runtime.calibration = read_audio(arguments.calibration);
  }
  return runtime;
}

CheckpointFacts facts(const EncoderArguments& arguments) {
  return {arguments.labels, arguments.input_mean, arguments.input_deviation};
}

}  // namespace

FrontEndMaker encoder_maker(const EncoderArguments& arguments, std::size_t threads, std::size_t utterances,
                            Console& console) {
  return encoder_front_ends(make_runtime(arguments, threads, utterances, console));
}

ModelConfig describe_model(const std::filesystem::path& folder, const EncoderArguments& arguments) {
  return is_emotion_checkpoint(folder) ? describe_emotion_checkpoint(folder, facts(arguments))
                                       : ModelConfig::read(folder / "config.json");
}

Model load_model(const std::filesystem::path& folder, const EncoderArguments& arguments, std::size_t threads,
                 std::size_t utterances, Console& console) {
  const EncoderRuntime runtime = make_runtime(arguments, threads, utterances, console);
  if (!is_emotion_checkpoint(folder)) return Model::load(folder, encoder_front_ends(runtime));
  return load_emotion_checkpoint(folder, runtime, facts(arguments));
}
#else
namespace {

void require_cpu(const EncoderArguments& arguments) {
  if (arguments.device == "cpu") return;
  throw Error(ErrorCode::invalid_argument,
              "device: expected cpu, found '" + arguments.device + "' (no encoders are built in)");
}

void require_own(const std::filesystem::path& folder) {
  const std::filesystem::path config = folder / "config.json";
  if (!std::filesystem::exists(config) || read_file(config).find("affectus-model") != std::string::npos) return;
  throw Error(ErrorCode::unsupported, folder.string() + ": expected a model folder of this project, found a checkpoint of " +
                                          "others (no encoders are built in)");
}

}  // namespace

FrontEndMaker encoder_maker(const EncoderArguments& arguments, std::size_t, std::size_t, Console&) {
  require_cpu(arguments);
  return {};
}

ModelConfig describe_model(const std::filesystem::path& folder, const EncoderArguments&) {
  require_own(folder);
  return ModelConfig::read(folder / "config.json");
}

Model load_model(const std::filesystem::path& folder, const EncoderArguments& arguments, std::size_t, std::size_t,
                 Console&) {
  require_cpu(arguments);
  require_own(folder);
  return Model::load(folder);
}
#endif

}  // namespace affectus
