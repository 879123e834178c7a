// What an experiment will do, how long that takes and how much room it needs.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "reproduction/experiment.h"

namespace affectus {

/// A line of the plan: steps of one kind.
struct PlannedSteps {
  std::string what;
  std::size_t count = 0;
  std::size_t done = 0;
  double seconds = 0;  // that the steps which are not done will take, about
  double bytes = 0;    // that all of them leave on disk, about

  double seconds_a_run() const { return count > done ? seconds / static_cast<double>(count - done) : 0; }
};

struct Plan {
  std::vector<PlannedSteps> features;  // of each representation, in the cache; count 0: no system sees it
  std::vector<PlannedSteps> systems;   // trainings of each system, what they say of the sets, copies' features
  double audio_hours = 0;

  double seconds() const;
};

/// What is done is found in the folder. Times come from a quick measurement (an encoder on one recording, one step of
/// training a system), or from finished trainings of the same system; early stopping makes them shorter. Takes seconds.
Plan make_plan(const Experiment& experiment);

/// For a terminal.
std::string plan_text(const Experiment& experiment, const Plan& plan);

}  // namespace affectus
