// The name of an encoder as a front end, "FOLDER@LAYERS" or "hf:OWNER/NAME[:REVISION]@LAYERS", taken apart.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/project.h"
#include "encoder_graphs/encoder_config.h"

namespace affectus {

struct EncoderName {
  std::string checkpoint;              // folder, or hf:OWNER/NAME[:REVISION]
  std::vector<std::ptrdiff_t> layers;  // as given: -1 is the last; empty: all ("mix")
};

/// Nothing for a name without '@'. Throws Error(invalid_argument) where what follows it is no list of layers.
AFFECTUS_PROJECT std::optional<EncoderName> parse_encoder_name(const std::string& name);

/// The states whose frames are joined: 0 is the input of the first layer, k the output of layer k. `text` is for messages.
/// Throws Error(invalid_argument) for a layer that the encoder does not have.
AFFECTUS_PROJECT std::vector<std::size_t> layers_of(const EncoderName& name, const EncoderConfig& config,
                                                    const std::string& text);

/// Longer recordings run in windows of this length, unless the family or the option window_s says otherwise.
inline constexpr double usual_encoder_window_s = 15;

}  // namespace affectus
