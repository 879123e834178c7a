// Scores the evaluation sets with a trained model, unless that is done already.
#pragma once

#include <vector>

#include "reproduction/agreement.h"
#include "reproduction/experiment.h"
#include "reproduction/shift.h"
#include "reproduction/work.h"

namespace affectus {

/// Scores the fold's sets, and their samples in simulated conditions, with the run's model and keeps the predictions beside
/// it. Needs a finished run.
void do_scoring(const Experiment& experiment, const RunName& run, const WorkObserver& observer);

/// The predictions of all final runs of a system for a set, for measure_agreement(). Needs all runs to be scored.
SystemAnswers read_answers(const Experiment& experiment, std::size_t system, const EvaluationSet& set);

/// The same in simulated conditions, for measure_shift(), of each run; empty if the set has no sample.
std::vector<ConditionAnswers> read_conditions(const Experiment& experiment, std::size_t system, const EvaluationSet& set);

}  // namespace affectus
