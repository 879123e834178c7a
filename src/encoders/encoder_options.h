// An encoder runtime's options as text, as users give them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "affectus/encoders.h"
#include "base/project.h"

namespace affectus {

/// From "FOLDER" and "OWNER/NAME=FOLDER". Throws Error(invalid_argument) for a name or folder that is none.
AFFECTUS_PROJECT std::map<std::string, std::filesystem::path> parse_encoder_folders(const std::vector<std::string>& texts);
/// OpenVINO's name of a device of this machine, from "cpu", "gpu", "gpu.1", in any case. Throws Error(invalid_argument) that
/// lists those that are there.
AFFECTUS_PROJECT std::string parse_device(const std::string& text);
AFFECTUS_PROJECT EncoderRuntime::Precision parse_precision(const std::string& text);

}  // namespace affectus
