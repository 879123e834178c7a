#include "cli/model_options.h"

#include <cstdint>

#include "cli/interrupt.h"
#include "cli/option_checks.h"
#include "hub_cache/encoder_folders.h"
#include "text/letter_case.h"
#include "threads/processor_count.h"

namespace affectus {

void add_open_options(CLI::App& command, OpenOptions& options, const char* threads) {
  options.threads = processor_count();
  command.add_option_function<std::vector<std::string>>(
      "--encoder", [&options](const std::vector<std::string>& texts) { options.encoders = parse_encoder_folders(texts); },
      "Where an encoder that is called by its name on the hub is: its folder, or OWNER/NAME=FOLDER");
  command
      .add_option("--device", options.device,
                  "Where encoders run: cpu, cuda or cuda:N (NVIDIA, by LibTorch), or another that OpenVINO finds here (gpu)")
      ->capture_default_str();
  command.add_option("--precision", options.precision, "Of encoders: float32, or bfloat16 or int8 where the CPU has it")
      ->capture_default_str();
  command.add_option("--calibration", options.calibration,
                     "Recording of speech on which int8 learns its ranges (5 s or more); default: the shipped sample");
  command.add_flag_function(
      "--no-cache", [&options](std::int64_t) { options.cache = false; },
      "Neither read nor write cached features and compiled encoders");
  command.add_option("--threads", options.threads, threads)->capture_default_str()->transform(whole_number(1, 1024));
}

std::string learning_device(const OpenOptions& options) {
  const std::string device = lower_case(options.device);
  return device.starts_with("cuda") || device == "torch" ? device : "cpu";
}

void add_checkpoint_options(CLI::App& command, OpenOptions& options) {
  command
      .add_option("--labels", options.labels, "Names of the outputs of another project's checkpoint that does not say them")
      ->delimiter(',');
  command.add_option("--input-mean", options.input_mean, "Mean of the samples that such a checkpoint was trained on")
      ->check(number());
  command.add_option("--input-std", options.input_deviation, "And their standard deviation")->check(number());
}

OpenObserver console_observer(Console& console) {
  return {.note = [&console](const std::string& line) { console.note(line); },
          .warning = [&console](const std::string& line) { console.warning(line); },
          .progress =
              [&console](double fraction, const std::string& text) {
                console.progress(fraction, text);
                if (fraction >= 1) console.end_progress();
              },
          .stopped = [] { return watch_for_interrupt().load(); }};
}

}  // namespace affectus
