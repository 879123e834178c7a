// Runs the remaining steps of an experiment.
#pragma once

#include "reproduction/experiment.h"
#include "reproduction/plan.h"
#include "reproduction/work.h"

namespace affectus {

/// Features, tuning, trainings, scores, speeds, in this order; seeds one after the other, so that the first seed's table is
/// complete as early as possible. Each step's result is written whole or not at all and found again, so a run that was
/// stopped or killed continues where it was. The observer receives the progress of the whole run, in which `plan` gives the
/// weights of the steps. Throws Error (cancelled: stopped on request).
void run_experiment(const Experiment& experiment, const Plan& plan, const WorkObserver& observer);

}  // namespace affectus
