// Measures the speed of a trained system.
#pragma once

#include <cstddef>
#include <optional>

#include "reproduction/experiment.h"

namespace affectus {

/// Seconds of computing for a second of audio, on one thread, from decoded samples to the estimate, with every feature
/// computed anew (an encoder's too). It is the median of three passes over `recordings` of the first evaluation set, after a
/// pass that does not count. Measured once and kept in DIR/runs/SYSTEM/speed.json. Needs the first final run of the system
/// to be finished. Absent if no recording can be read.
std::optional<double> real_time_factor(const Experiment& experiment, std::size_t system, std::size_t recordings = 8);

}  // namespace affectus
