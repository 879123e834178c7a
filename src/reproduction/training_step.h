// One training of an experiment, as far as it still has to be done.
#pragma once

#include "reproduction/experiment.h"
#include "reproduction/work.h"

namespace affectus {

/// Trains, goes on with, or finds finished the run; its record is written and its checkpoint removed. Needs the fold's
/// manifest and, for a student, the teacher's run of the same fold and seed. Throws Error as train() does.
RunRecord do_training(const Experiment& experiment, const RunName& run, const WorkObserver& observer);

}  // namespace affectus
