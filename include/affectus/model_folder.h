// Model folders: config.json, model.safetensors, README.md (docs/model-format.md).
#pragma once

#include <filesystem>
#include <memory>

#include "affectus/export.h"
#include "affectus/model.h"

namespace affectus {

/// Loads a model. `front_ends` makes the front ends that the configuration names (affectus/encoders.h has a registry with
/// encoders). Throws Error if the folder, a file in it, a field or a tensor is missing or not as expected.
AFFECTUS_EXPORT std::shared_ptr<const Model> load_model_folder(const std::filesystem::path& folder,
                                                               const FrontEndRegistry& front_ends = {});

/// Reads a config.json. Throws Error(not_found, invalid_format) that names the file and the field.
AFFECTUS_EXPORT ModelConfig read_model_config(const std::filesystem::path& file);

/// Writes a config.json, whole or not at all. Throws Error(unwritable).
AFFECTUS_EXPORT void write_model_config(const ModelConfig& config, const std::filesystem::path& file);

}  // namespace affectus
