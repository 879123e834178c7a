// Does what is left of an experiment.
#pragma once

#include "reproduction/experiment.h"
#include "reproduction/plan.h"
#include "reproduction/work.h"

namespace affectus {

/// Features, tuning, trainings, scores, speeds, in this order; seeds one after the other, so that the first seed's table is
/// whole as soon as can be. Each step's result is written whole or not at all and found again, so a run that was stopped or
/// killed anywhere goes on where it was. `plan` weighs the steps for the progress that the observer is told, which is that
/// of the whole here. Throws Error (cancelled: stopped on request).
void run_experiment(const Experiment& experiment, const Plan& plan, const WorkObserver& observer);

}  // namespace affectus
