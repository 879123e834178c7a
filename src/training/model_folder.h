// Writes the model folder of a finished training run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "recipe/recipe.h"
#include "training/run_state.h"
#include "training/training_data.h"

namespace affectus {

/// Writes config.json, model.safetensors, README.md and recipe.toml with the best weights. `encoder` says what an encoder
/// has learned, if it did. The same input gives the same bytes. Throws Error(unwritable).
void write_model_folder(const std::filesystem::path& folder, const Recipe& recipe, const EstimatorShape& shape,
                        const std::vector<ModelConfig::FrontEndEntry>& front_ends, const TrainingData& data,
                        const RunState& state, const std::string& encoder = {});

}  // namespace affectus
