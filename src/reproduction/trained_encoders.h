// Encoders that one system trains and another uses: the front ends "SYSTEM@encoder" of a recipe.
#pragma once

#include <cstddef>

#include "affectus/front_end.h"
#include "reproduction/experiment.h"

namespace affectus {

/// The registry, in which "SYSTEM@encoder" is the encoder in SYSTEM's model of the run's fold, seed and partitions, whose
/// training must be over (Experiment::run_of()).
FrontEndRegistry with_trained_encoders(const Experiment& experiment, const RunName& run, const FrontEndRegistry& registry);

/// The registry, in which "SYSTEM@encoder" is the encoder from which SYSTEM starts: its frames are as wide and as quickly
/// computed. For a plan.
FrontEndRegistry with_untrained_encoders(const Experiment& experiment, std::size_t system, const FrontEndRegistry& registry);

/// The model folder of a run whose training is over gets the encoders that it uses ("SYSTEM-encoder/", or
/// "SYSTEM-adapter/"), as hard links where the file system has them, and its config names these. May be called again. Throws
/// Error(unwritable).
void keep_trained_encoders(const Experiment& experiment, const RunName& run);

}  // namespace affectus
