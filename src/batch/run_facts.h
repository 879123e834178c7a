// What holds for all rows of a run.
#pragma once

#include <vector>

#include "affectus/audio.h"
#include "affectus/model.h"
#include "affectus/prediction.h"
#include "affectus/results.h"

namespace affectus {

/// Of a run without intervals.
RunFacts run_facts(const Model& model, const PredictionOptions& options, const ChannelChoice& channels);

/// The run has the user's intervals, these among them.
void note_intervals(RunFacts& facts, const std::vector<Interval>& intervals);

}  // namespace affectus
