// Options that were given and change nothing.
#pragma once

#include <string>
#include <vector>

#include "affectus/open_model.h"

namespace affectus {

/// A line for people for each option of encoders that has no effect on this model.
std::vector<std::string> unused_options(const ModelConfig& model, const OpenOptions& options);

}  // namespace affectus
