// What a folder of results is about, so that nothing else is mixed into it.
#pragma once

#include "reproduction/experiment.h"

namespace affectus {

/// What decides the experiment's figures, but not the seeds nor which systems are wanted, stands in DIR/protocol.json. Where
/// that is there, it must say the same of all that both name: throws Error(invalid_argument) that names each thing that
/// differs, what was expected and found.
void check_folder(const Experiment& experiment);
/// The same, and writes what is new.
void claim_folder(const Experiment& experiment);

}  // namespace affectus
