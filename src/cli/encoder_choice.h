// The pre-trained encoders of this build, as the sub-commands offer them.
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "affectus/front_end.h"
#include "affectus/model.h"
#include "cli/console.h"

namespace affectus {

struct EncoderArguments {
  std::vector<std::string> folders;  // [OWNER/NAME=]FOLDER
  std::string device = "cpu";
  std::string precision = "float32";
  std::string calibration;  // a recording of speech
  bool no_cache = false;
  std::vector<std::string> labels;  // of a checkpoint that does not name its outputs
  std::optional<double> input_mean;
  std::optional<double> input_deviation;
};
/// --encoder, --device, --precision, --calibration (default: what is shipped with `executable`) and --no-cache.
void add_encoder_options(CLI::App& command, EncoderArguments& arguments, const std::filesystem::path& executable);

/// A maker of encoder front ends on `threads` threads, for a run over `utterances` recordings: several at once where there
/// are several, all threads on one where there is one. What is on the hub only is fetched, which `console` shows; it must
/// outlive the maker. Knows no names where the build has no encoders.
FrontEndMaker encoder_maker(const EncoderArguments& arguments, std::size_t threads, std::size_t utterances,
                            Console& console);

/// Options for checkpoints that leave something out: --labels, --input-mean, --input-std.
void add_checkpoint_options(CLI::App& command, EncoderArguments& arguments);

ModelConfig describe_model(const std::filesystem::path& folder, const EncoderArguments& arguments);
/// A model folder of this project, or a checkpoint of others where the build has encoders.
Model load_model(const std::filesystem::path& folder, const EncoderArguments& arguments, std::size_t threads,
                 std::size_t utterances, Console& console);

}  // namespace affectus
