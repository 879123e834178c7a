// What goes into the part of an encoder that learns where all of it does, as a front end: the frames of its convolutions
// that see samples, which stay as they are, or Whisper's log-mel.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "affectus/front_end.h"

namespace affectus {

/// Whisper has two frames of log-mel for each of the encoder's.
std::unique_ptr<FrontEnd> make_encoder_input_front_end(const std::string& name, const std::filesystem::path& encoder);

}  // namespace affectus
