// The identity of a folder of results, so that no other experiment is mixed into it.
#pragma once

#include "reproduction/experiment.h"

namespace affectus {

/// DIR/protocol.json records all facts that determine the experiment's figures, except the seeds and the choice of systems.
/// If the file exists, all facts in both must agree. Throws Error(invalid_argument) that names each difference, what was
/// expected and what was found.
void check_folder(const Experiment& experiment);
/// The same, and adds new facts to the file.
void claim_folder(const Experiment& experiment);

}  // namespace affectus
