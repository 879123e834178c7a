// What a folder of results is about, so that nothing else is mixed into it.
#pragma once

#include "reproduction/experiment.h"

namespace affectus {

/// Writes what decides the experiment's figures, but not the seeds nor which systems are wanted, to DIR/protocol.json; where
/// the file is there already, it must say the same of all that both name. Throws Error(invalid_argument) that names each
/// thing that differs, what was expected and found.
void claim_folder(const Experiment& experiment);

}  // namespace affectus
