// A picture of a training run.
#pragma once

#include <string>
#include <vector>

#include "training/run_state.h"

namespace affectus {

/// An HTML page with the loss and the development CCCs over the epochs, without scripts or network access.
std::string learning_curves_page(const std::string& model_name, const RunState& state);

}  // namespace affectus
