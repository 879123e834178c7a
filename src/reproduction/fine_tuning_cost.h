// What fine-tuning an encoder takes, counted from its configuration.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>

#include "recipe/recipe.h"

namespace affectus {

/// The highest layer of the encoder in `folder` that a front end's name uses, "hf:OWNER/NAME@18": 18. Throws
/// Error(unsupported) if this build has no encoders, Error(invalid_argument) for a layer that it does not have.
std::size_t used_layers(const std::string& front_end, const std::filesystem::path& folder);

struct FineTuningCost {
  double operations = 0;         // floating-point operations of the encoder in one training; a multiply-add is two
  double before_operations = 0;  // to compute what stays as it is, once for all trainings that let as much learn
  double scored_operations = 0;  // to score one utterance
  double saved_bytes = 0;        // of the encoder or adapter in the model folder
  double bytes = 0;              // memory of the encoder and its part of the batch (training_bytes())
};

/// Of a recipe with an [encoder]: `utterances` of `seconds` each an epoch, and `recordings` that it sees in all.
FineTuningCost fine_tuning_cost(const Recipe& recipe, const std::filesystem::path& folder, double utterances, double seconds,
                                double recordings);

/// A device for the plan: the peak of dense bfloat16 products in its data sheet, operations a second.
struct Accelerator {
  const char* name;
  double peak;
};
inline constexpr std::array<Accelerator, 2> accelerators = {{{"A100", 312e12}, {"H100 SXM", 989e12}}};
/// The share of the peak that training is assumed to reach: what PyTorch reached on an H200 (docs/fine-tuning.md).
inline constexpr double assumed_share_of_peak = 0.13;

inline double hours_on(const Accelerator& accelerator, double operations) {
  return operations / (assumed_share_of_peak * accelerator.peak) / 3600;
}

}  // namespace affectus
