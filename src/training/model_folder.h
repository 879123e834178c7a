// Writes the model folder of a finished training run.
#pragma once

#include <filesystem>

#include "recipe/recipe.h"
#include "training/run_state.h"
#include "training/training_data.h"

namespace affectus {

/// Writes config.json, model.safetensors, README.md and recipe.toml with the best weights. The same input gives the same
/// bytes. Throws Error(unwritable).
void write_model_folder(const std::filesystem::path& folder, const Recipe& recipe, const EstimatorShape& shape,
                        const TrainingData& data, const RunState& state);

}  // namespace affectus
