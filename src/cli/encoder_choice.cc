#include "cli/encoder_choice.h"

#include <algorithm>

#ifdef AFFECTUS_HAS_ENCODERS
#include "affectus/encoders.h"
#endif

namespace affectus {

void add_encoder_options(CLI::App& command, EncoderArguments& arguments) {
  command.add_option("--encoder", arguments.folders,
                     "Where an encoder that is called by its name on the hub is: its folder, or OWNER/NAME=FOLDER");
  command.add_option("--precision", arguments.precision, "Of encoders: float32, or bfloat16 where the CPU has it")
      ->capture_default_str();
  command.add_flag("--no-cache", arguments.no_cache,
                   "Neither read nor write cached features of encoders (low-level features never are)");
}

#ifdef AFFECTUS_HAS_ENCODERS
FrontEndMaker encoder_maker(const EncoderArguments& arguments, std::size_t threads, std::size_t utterances) {
  EncoderRuntime runtime{.threads = threads,
                         .streams = std::clamp<std::size_t>(utterances, 1, threads),
                         .precision = parse_precision(arguments.precision),
                         .folders = parse_encoder_folders(arguments.folders),
                         .cache = {}};
  if (!arguments.no_cache) runtime.cache = standard_feature_cache();
  return encoder_front_ends(runtime);
}
#else
FrontEndMaker encoder_maker(const EncoderArguments&, std::size_t, std::size_t) { return {}; }
#endif

}  // namespace affectus
