#include "training/output_spread.h"

#include <cmath>
#include <cstddef>

namespace affectus {

std::array<float, 3> mean_targets(const TrainingSet& set) {
  std::array<float, 3> means = {};
  for (std::size_t dimension = 0; dimension < means.size(); ++dimension) {
    double sum = 0, count = 0;
    for (const LabelledUtterance& utterance : set.train)
      if (std::isfinite(utterance.targets[dimension])) sum += utterance.targets[dimension], ++count;
    if (count > 0) means[dimension] = static_cast<float>(sum / count);
  }
  return means;
}

void spread_outputs(StateTensors& weights, const std::array<float, 3>& centre, const std::array<double, 3>& factors) {
  std::vector<float>& weight = weights.at("dimensions.weight").values;
  std::vector<float>& bias = weights.at("dimensions.bias").values;
  const std::size_t inputs = weight.size() / centre.size();
  for (std::size_t dimension = 0; dimension < centre.size(); ++dimension) {
    const auto factor = static_cast<float>(factors[dimension]);
    for (std::size_t i = 0; i < inputs; ++i) weight[dimension * inputs + i] *= factor;
    bias[dimension] = spread_about(centre[dimension], factors[dimension], bias[dimension]);
  }
}

}  // namespace affectus
