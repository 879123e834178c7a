// Where an encoder is that a front end names.
#pragma once

#include <filesystem>
#include <string>

#include "affectus/encoders.h"

namespace affectus {

/// `checkpoint`: a folder, or a name on the hub ("hf:OWNER/NAME[:REVISION]", or without "hf:" where there is no such
/// folder), which is a folder that the runtime knows under it, a whole snapshot in Hugging Face's cache, or what the runtime
/// fetches, in this order. Throws Error(not_found) that says where it looked and what to do,
/// Error(invalid_argument) for what is no name, and what the runtime's fetch() throws.
std::filesystem::path locate_encoder(const std::string& checkpoint, const EncoderRuntime& runtime);

}  // namespace affectus
