// Options on reading recordings, the same for all commands.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "affectus/audio.h"

namespace affectus {

/// --track, --raw and --max-duration.
void add_recording_options(CLI::App& command, RecordingOptions& options);
/// The given options as command-line text, " --track 1 --raw mulaw:8000:1".
std::string recording_options_text(const RecordingOptions& options);

}  // namespace affectus
