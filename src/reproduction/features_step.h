// The representations of all recordings, computed once before anything is trained.
#pragma once

#include <cstddef>

#include "reproduction/experiment.h"
#include "reproduction/work.h"

namespace affectus {

/// The system's front end of that name; nullptr: it has none.
const FrontEndChoice* choice_of(const System& system, const std::string& representation);
/// As the first system has it that sees the representation; nullptr: none does.
const FrontEndChoice* choice_of(const Experiment& experiment, std::size_t representation);

/// True once do_features() has been through, or where no system sees the representation.
bool has_features(const Experiment& experiment, std::size_t representation);

/// Fills the cache with a representation's frames of every recording that is trained on or evaluated; what is there is not
/// computed again. Recordings that cannot be read are passed over: training and scoring say so.
void do_features(const Experiment& experiment, std::size_t representation, const WorkObserver& observer);

/// Every recording of the experiment once.
std::vector<std::filesystem::path> all_recordings(const Protocol& protocol);

}  // namespace affectus
