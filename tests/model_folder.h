// Model folders that a test makes.
#pragma once

#include <filesystem>
#include <vector>

#include "affectus/model.h"
#include "affectus/model_folder.h"
#include "estimator/random_weights.h"
#include "storage/safetensors_storage.h"

namespace affectus::testing {

/// Random weights for `config`, whose estimator's input_dim, outputs and names are filled in from the rest.
inline void write_random_model(const std::filesystem::path& folder, ModelConfig config) {
  config.name = "random";
  config.licence = "CC0-1.0";
  config.longest_training_input_s = 10;
  config.dimensions = {"activation", "valence", "dominance"};
  config.estimator.dimensions = 3;
  config.estimator.categories = config.categories.size();
  config.estimator.input_dim = 0;
  for (const auto& front_end : config.front_ends) config.estimator.input_dim += front_end.width();
  if (config.front_ends.size() > 1)
    for (const auto& front_end : config.front_ends) config.estimator.parts.push_back(front_end.width());
  std::filesystem::create_directories(folder);
  write_model_config(config, folder / "config.json");
  const GoldenTensors weights = random_weights(config.estimator);
  std::vector<NamedTensor> tensors;
  for (const auto& [name, tensor] : weights.tensors) tensors.push_back({name, tensor.shape, tensor.values});
  write_safetensors(folder / "model.safetensors", tensors);
}

}  // namespace affectus::testing
