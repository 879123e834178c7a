// How fast a trained system is.
#pragma once

#include <cstddef>
#include <optional>

#include "reproduction/experiment.h"

namespace affectus {

/// Seconds of computing a second of audio, on one thread, from decoded samples to the estimate, every feature computed anew
/// (an encoder's too): the median of three passes over `recordings` of the first evaluation set, after one that is not
/// counted. Measured once and kept in DIR/runs/SYSTEM/speed.json. Needs the first final run of the system to be over.
/// Nothing where no recording can be read.
std::optional<double> real_time_factor(const Experiment& experiment, std::size_t system, std::size_t recordings = 8);

}  // namespace affectus
