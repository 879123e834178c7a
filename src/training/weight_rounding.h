// The weights as a model folder holds them.
#pragma once

#include <cstddef>

#include "training/state_tensors.h"

namespace affectus {

/// Rounds the model's `weights` to what a folder with weights of `bits` bits, 8 or 32, gives back.
void round_weights(StateTensors& weights, std::size_t bits);

}  // namespace affectus
