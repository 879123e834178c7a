// Encoders that a model folder holds.
#pragma once

#include <filesystem>

#include "affectus/model_config.h"
#include "base/project.h"

namespace affectus {

/// A model folder may hold an encoder ("./encoder@4"), or what adapts one of another place ({"adapter": "adapter"}): their
/// paths in its config are relative to `folder`, and become those of a registry. Other entries stay as they are.
AFFECTUS_PROJECT void find_in_folder(ModelConfig::FrontEndEntry& entry, const std::filesystem::path& folder);

}  // namespace affectus
