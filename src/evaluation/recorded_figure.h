// An evaluation's figures as a model's config keeps them.
#pragma once

#include <string>

#include "affectus/model.h"
#include "evaluation/evaluation.h"

namespace affectus {

/// CCC of each dimension with its interval, utterances and speakers. `command` is what measured them.
ModelFigure recorded_figure(const std::string& set, const std::string& command, const Evaluation& evaluation);

/// Puts the figure into the config, in place of older ones for the same set.
void record(ModelConfig& config, const ModelFigure& figure);

}  // namespace affectus
