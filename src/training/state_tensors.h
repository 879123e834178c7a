// Values of a network in training, by name, as checkpoints and models keep them.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace affectus {

/// A parameter, or a value that the optimiser keeps for one.
struct StateTensor {
  std::vector<std::size_t> shape;
  std::vector<float> values;
};
using StateTensors = std::map<std::string, StateTensor>;

}  // namespace affectus
