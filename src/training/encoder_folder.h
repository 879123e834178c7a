// Writes an encoder whose weights have changed as a folder of Hugging Face's format.
#pragma once

#include <filesystem>
#include <string>

#include "training/state_tensors.h"

namespace affectus {

/// `folder` gets the files config.json, preprocessor_config.json (if there is one) and model.safetensors of `source`, with
/// the encoder's tensors alone (those whose names begin with `prefix`) and `learned` in place of those that changed, by
/// their names without the prefix. transformers loads it, and so does a front end. Throws Error(unwritable).
void write_encoder_folder(const std::filesystem::path& folder, const std::filesystem::path& source,
                          const std::string& prefix, const StateTensors& learned);

}  // namespace affectus
