// Computes the frames of encoders of all recordings once, before any training.
#pragma once

#include <filesystem>
#include <vector>

#include "reproduction/experiment.h"
#include "reproduction/work.h"

namespace affectus {

/// True once do_features() has finished. `front_end` is one of encoder_front_ends().
bool has_features(const Experiment& experiment, const FrontEndChoice& front_end);

/// Fills the cache with a front end's frames of every recording in training or evaluation; cached frames are not computed
/// again. Recordings that cannot be read are skipped, because training and scoring report them.
void do_features(const Experiment& experiment, const FrontEndChoice& front_end, const WorkObserver& observer);

/// Every recording of the experiment once.
std::vector<std::filesystem::path> all_recordings(const Protocol& protocol);

}  // namespace affectus
