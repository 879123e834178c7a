// Where an encoder that learns is cut: the states that stay as they are, and the layers that learn.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "encoder_graphs/encoder_config.h"
#include "recipe/recipe.h"

namespace affectus {

/// State 0 is the input of the first layer, k the output of layer k - 1 (layers are counted from 0).
struct EncoderSplit {
  std::string checkpoint;           // as the recipe names it
  std::vector<std::size_t> layers;  // the states that the front end joins
  bool whole = false;               // what stands below the layers learns as well
  std::size_t first = 0;            // the first layer that learns; state `first` is its input
  std::size_t end = 0;              // one beyond the last that learns, which is the last that is used
  std::vector<std::size_t> frozen;  // the states that stay as they are and are needed, `first` the last of them; with
                                    // `whole` none: data are then the encoder's input
  double longest_s = 0;             // the front end's window

  /// Throws Error(invalid_argument) for layers that the encoder does not have, and for options of the front end with which
  /// it cannot learn.
  static EncoderSplit of(const Recipe& recipe, const EncoderConfig& config);

  /// The front end of the frozen states: NAME@a,b,c.
  std::string frozen_name() const;
  /// Whether a tensor of the encoder ("encoder.layers.3.layer_norm.weight") learns where all weights of its layers do.
  bool learns(const std::string& tensor, const EncoderConfig& config) const;
  /// The layer that a tensor belongs to; -1: it stands below the layers. What follows the last layer belongs to it.
  std::ptrdiff_t layer_of(const std::string& tensor, const EncoderConfig& config) const;
};

}  // namespace affectus
