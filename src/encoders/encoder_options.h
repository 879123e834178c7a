// An encoder runtime's options as text, as users give them.
#pragma once

#include <functional>
#include <string>

#include "affectus/encoders.h"
#include "base/project.h"

namespace affectus {

/// Throws Error(invalid_argument) for what is no device's name. Whether this machine has the device is not asked.
AFFECTUS_PROJECT void check_device(const std::string& text);
/// OpenVINO's name of a device of this machine, from "cpu", "gpu", "gpu.1", in any case. Throws Error(invalid_argument) that
/// lists those that are there.
AFFECTUS_PROJECT std::string parse_device(const std::string& text);
AFFECTUS_PROJECT EncoderRuntime::Precision parse_precision(const std::string& text);

/// encoder_front_ends() of a runtime that is asked for once, when the first encoder is made.
AFFECTUS_PROJECT FrontEndRegistry lazy_encoder_front_ends(std::function<EncoderRuntime()> runtime);

}  // namespace affectus
