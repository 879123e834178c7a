// Parses a user's options for an encoder runtime.
#pragma once

#include <functional>
#include <string>

#include "affectus/encoders.h"
#include "base/project.h"

namespace affectus {

/// Throws Error(invalid_argument) if the text is not the name of a device. Does not check whether this machine has the
/// device.
AFFECTUS_PROJECT void check_device(const std::string& text);
/// OpenVINO's name of a device of this machine, from "cpu", "gpu", "gpu.1", in any case. Throws Error(invalid_argument) that
/// lists the devices of this machine.
AFFECTUS_PROJECT std::string parse_device(const std::string& text);
AFFECTUS_PROJECT EncoderRuntime::Precision parse_precision(const std::string& text);

/// encoder_front_ends() with a runtime that is made only once, for the first encoder.
AFFECTUS_PROJECT FrontEndRegistry lazy_encoder_front_ends(std::function<EncoderRuntime()> runtime);

}  // namespace affectus
