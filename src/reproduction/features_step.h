// Computes the representations of all recordings once, before any training.
#pragma once

#include <cstddef>

#include "reproduction/experiment.h"
#include "reproduction/work.h"

namespace affectus {

/// The system's front end of that name; nullptr if it has none.
const FrontEndChoice* choice_of(const System& system, const std::string& representation);
/// The front end of the first system that uses the representation; nullptr if none does.
const FrontEndChoice* choice_of(const Experiment& experiment, std::size_t representation);

/// True once do_features() has finished, or if no system uses the representation.
bool has_features(const Experiment& experiment, std::size_t representation);

/// Fills the cache with a representation's frames of every recording in training or evaluation; cached frames are not
/// computed again. Recordings that cannot be read are skipped, because training and scoring report them.
void do_features(const Experiment& experiment, std::size_t representation, const WorkObserver& observer);

/// Every recording of the experiment once.
std::vector<std::filesystem::path> all_recordings(const Protocol& protocol);

}  // namespace affectus
