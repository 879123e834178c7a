// The figures of an evaluation in a model's config.
#pragma once

#include <string>

#include "affectus/model.h"
#include "evaluation/evaluation.h"

namespace affectus {

/// Gives the CCC of each dimension with its interval, and the numbers of utterances and speakers. `command` measured them.
ModelFigure recorded_figure(const std::string& set, const std::string& command, const Evaluation& evaluation);

/// Adds the figure to the config and replaces older ones for the same set.
void record(ModelConfig& config, const ModelFigure& figure);

}  // namespace affectus
