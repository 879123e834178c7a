// Runs one training of an experiment, or what remains of it.
#pragma once

#include "reproduction/experiment.h"
#include "reproduction/work.h"

namespace affectus {

/// Starts the run, continues it, or finds it finished. Then writes its record and removes its checkpoint. Needs the fold's
/// manifest and, for a student, the teacher's run of the same fold and seed. Throws the errors of train().
RunRecord do_training(const Experiment& experiment, const RunName& run, const WorkObserver& observer);

}  // namespace affectus
