// The steps of an experiment, their time and their disk space.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "reproduction/experiment.h"
#include "reproduction/fine_tuning_cost.h"

namespace affectus {

/// A line of the plan: steps of one kind.
struct PlannedSteps {
  std::string what;
  std::size_t count = 0;
  std::size_t done = 0;
  double seconds = 0;  // estimated time of the remaining steps
  double bytes = 0;    // estimated disk space of all steps

  double seconds_a_run() const { return count > done ? seconds / static_cast<double>(count - done) : 0; }
};

/// A system that fine-tunes an encoder.
struct PlannedFineTuning {
  std::string what;
  FineTuningCost cost;  // of one training
};

struct Plan {
  std::vector<PlannedSteps> features;  // of each of encoder_front_ends(), in the cache
  std::vector<PlannedSteps> systems;  // trainings of each system, their predictions, features of copies and trained encoders
  std::vector<PlannedFineTuning> fine_tuned;
  double audio_hours = 0;

  double seconds() const;
};

/// Finished steps are found in the folder. Times come from a quick measurement (an encoder on one recording, one step of
/// training a system), or from finished trainings of the same system; early stopping makes them shorter. Takes seconds.
Plan make_plan(const Experiment& experiment);

/// For a terminal.
std::string plan_text(const Experiment& experiment, const Plan& plan);

}  // namespace affectus
