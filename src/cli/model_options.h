// The options that open a model, the same for all commands.
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <string>

#include "affectus/open_model.h"
#include "cli/console.h"

namespace affectus {

/// --encoder, --device, --precision, --calibration, --no-cache and --threads; `threads` describes the option --threads.
void add_open_options(CLI::App& command, OpenOptions& options, const char* threads = "Threads; results do not depend on it");

/// Of LibTorch, on which an encoder learns: "cpu" where --device names another's.
std::string learning_device(const OpenOptions& options);
/// --labels, --input-mean, --input-std: facts that a checkpoint may lack.
void add_checkpoint_options(CLI::App& command, OpenOptions& options);

/// Messages and progress on `console`, which must outlive it; an interrupt stops a fetch.
OpenObserver console_observer(Console& console);

}  // namespace affectus
