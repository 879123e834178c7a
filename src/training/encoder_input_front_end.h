// What goes into the part of an encoder that learns where all of it does, as a front end: the frames of its convolutions
// that see samples, which stay as they are, or Whisper's log-mel.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <memory>
#include <string>

#include "affectus/front_end.h"

namespace affectus {

/// Whisper has two frames of log-mel for each of the encoder's. Convolutions run on the device, and its type is part of the
/// fingerprint if it is not the CPU; the log-mel is computed on the CPU for any device.
std::unique_ptr<FrontEnd> make_encoder_input_front_end(const std::string& name, const std::filesystem::path& encoder,
                                                       const at::Device& device);

}  // namespace affectus
