// What opens a model, the same for every command that does.
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>

#include "affectus/open_model.h"
#include "cli/console.h"

namespace affectus {

/// --encoder, --device, --precision, --calibration, --no-cache and --threads; `threads` says what more threads do.
void add_open_options(CLI::App& command, OpenOptions& options, const char* threads = "Threads; results do not depend on it");
/// --labels, --input-mean, --input-std: of checkpoints that leave something out.
void add_checkpoint_options(CLI::App& command, OpenOptions& options);

/// Messages and progress on `console`, which must outlive it; an interrupt stops a fetch.
OpenObserver console_observer(Console& console);

}  // namespace affectus
