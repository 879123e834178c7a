// What a trained model says of the evaluation sets, as far as it is not known yet.
#pragma once

#include "reproduction/experiment.h"
#include "reproduction/work.h"

namespace affectus {

/// Scores each set with the run's model and keeps the answers beside it. Needs the run to be over.
void do_scoring(const Experiment& experiment, const RunName& run, const WorkObserver& observer);

/// What all final runs of a system say of a set, as measure_agreement() takes it. Needs all of them to be scored.
struct SystemAnswers;
SystemAnswers read_answers(const Experiment& experiment, std::size_t system, const EvaluationSet& set);

}  // namespace affectus
