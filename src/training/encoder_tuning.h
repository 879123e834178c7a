// Fine-tuning of an encoder ([encoder] of a recipe): the border between training and encoders, which a build may lack.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "affectus/front_end.h"
#include "affectus/model_config.h"
#include "recipe/recipe.h"
#include "training/learning_front_end.h"
#include "training/state_tensors.h"

namespace affectus {

class Parameters;

/// The encoder in two parts: what stays as it is, whose frames are computed once and kept like any front end's, and what
/// learns. Immutable.
class EncoderTuning {
 public:
  virtual ~EncoderTuning() = default;

  /// The recipe of the frames that batches have: its front end is the part that stays as it is.
  virtual const Recipe& data_recipe() const = 0;
  /// Makes that front end.
  virtual const FrontEndRegistry& front_ends() const = 0;
  /// A key of the encoder as it was before it learned: its configuration and weights.
  virtual const std::string& content() const = 0;
  /// The longest utterance that the encoder sees whole.
  virtual double longest_s() const = 0;

  /// For a network of that shape. Adds its parameters, which must outlive it.
  virtual std::unique_ptr<LearningFrontEnd> make(const EstimatorShape& shape, Parameters& parameters,
                                                 std::size_t threads) const = 0;

  /// Writes what was learned into the model folder: adapter/ or encoder/. `entry` is then the front end that finds it there.
  virtual void save(const std::filesystem::path& folder, const StateTensors& learned,
                    ModelConfig::FrontEndEntry& entry) const = 0;
  /// A line for the model card.
  virtual std::string description() const = 0;
};

/// `folder` is the encoder that the recipe's front end names, `front_ends` make it, and it learns on the `device` of
/// LibTorch ("cpu"; "cuda:0"; "torch", the CPU in the way of a GPU). Reads the weights. Throws Error(invalid_argument) for
/// layers or modules that it does not have and options with which it cannot learn, Error(unsupported) for an encoder of a
/// graph file, a device that is not here, or a build without encoders, and the errors of reading it.
std::unique_ptr<EncoderTuning> open_encoder_tuning(const Recipe& recipe, const std::filesystem::path& folder,
                                                   const FrontEndRegistry& front_ends, const std::string& device);

}  // namespace affectus
