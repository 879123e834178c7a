// Finds given options that have no effect.
#pragma once

#include <string>
#include <vector>

#include "affectus/open_model.h"

namespace affectus {

/// A message for the user for each encoder option that has no effect on `user`, which makes these front ends ("mfb",
/// FOLDER@LAYER).
std::vector<std::string> unused_options(const std::string& user, const std::vector<std::string>& front_ends,
                                        const OpenOptions& options);
/// The same for a model.
std::vector<std::string> unused_options(const ModelConfig& model, const OpenOptions& options);

}  // namespace affectus
