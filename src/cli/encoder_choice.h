// The pre-trained encoders of this build, as the sub-commands offer them.
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "affectus/front_end.h"

namespace affectus {

struct EncoderArguments {
  std::vector<std::string> folders;  // [OWNER/NAME=]FOLDER
  std::string precision = "float32";
  bool no_cache = false;
};
/// --encoder, --precision and --no-cache.
void add_encoder_options(CLI::App& command, EncoderArguments& arguments);

/// A maker of encoder front ends on `threads` threads, for a run over `utterances` recordings: several at once where there
/// are several, all threads on one where there is one. Knows no names where the build has no encoders.
FrontEndMaker encoder_maker(const EncoderArguments& arguments, std::size_t threads, std::size_t utterances);

}  // namespace affectus
