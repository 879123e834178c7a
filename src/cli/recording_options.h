// What is read of recordings, the same for every command that reads them.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "affectus/audio.h"

namespace affectus {

/// --track, --raw and --max-duration.
void add_recording_options(CLI::App& command, RecordingOptions& options);
/// The same as text to be repeated, " --track 1 --raw mulaw:8000:1": what was given.
std::string recording_options_text(const RecordingOptions& options);

}  // namespace affectus
