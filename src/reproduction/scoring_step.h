// Scores the evaluation sets with a trained model, unless that is done already.
#pragma once

#include "reproduction/experiment.h"
#include "reproduction/work.h"

namespace affectus {

/// Scores each set with the run's model and keeps the predictions beside it. Needs a finished run.
void do_scoring(const Experiment& experiment, const RunName& run, const WorkObserver& observer);

/// The predictions of all final runs of a system for a set, for measure_agreement(). Needs all runs to be scored.
struct SystemAnswers;
SystemAnswers read_answers(const Experiment& experiment, std::size_t system, const EvaluationSet& set);

}  // namespace affectus
