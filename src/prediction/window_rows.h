// Turns a model's estimate of a window into its row.
#pragma once

#include "affectus/model.h"
#include "affectus/prediction.h"
#include "base/project.h"
#include "prediction/windows.h"

namespace affectus {

/// The window's row, on the requested scale.
AFFECTUS_PROJECT EmotionSegment make_row(const ModelConfig& config, const PredictionOptions& options, const Window& window,
                                         WindowEstimate& estimate);

}  // namespace affectus
