// Parses the values of options.
#pragma once

#include <string>

#include "affectus/audio.h"
#include "affectus/prediction.h"

namespace affectus {

/// "sam", "unit" or "signed". Throws Error(invalid_argument).
Scale parse_scale(const std::string& text);
/// "mix", "each" or a channel's number from 0. Throws Error(invalid_argument).
ChannelChoice parse_channel(const std::string& text);

}  // namespace affectus
