// Model folders: config.json, model.safetensors, README.md (docs/model-format.md).
#pragma once

#include <filesystem>
#include <memory>

#include "affectus/export.h"
#include "affectus/model.h"

namespace affectus {

/// Throws Error where the folder, a file in it, a field or a tensor is missing or not as expected. `front_ends` makes those
/// that the configuration names (affectus/encoders.h has encoders for it).
AFFECTUS_EXPORT std::shared_ptr<const Model> load_model_folder(const std::filesystem::path& folder,
                                                               const FrontEndRegistry& front_ends = {});

/// A config.json. Throws Error(not_found, invalid_format) that names the file and the field.
AFFECTUS_EXPORT ModelConfig read_model_config(const std::filesystem::path& file);

/// Written to a temporary name and renamed. Throws Error(unwritable).
AFFECTUS_EXPORT void write_model_config(const ModelConfig& config, const std::filesystem::path& file);

}  // namespace affectus
