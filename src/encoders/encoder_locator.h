// Locates an encoder that a front end names.
#pragma once

#include <filesystem>
#include <string>

#include "affectus/encoders.h"
#include "base/project.h"

namespace affectus {

/// `checkpoint` is a folder, or a name on the hub ("hf:OWNER/NAME[:REVISION]", or without "hf:" if there is no such folder).
/// A name is looked up among the runtime's folders, then in Hugging Face's cache (only whole snapshots), then fetched by the
/// runtime. Throws Error(not_found) that lists the places it searched and a remedy, Error(invalid_argument) for an invalid
/// name, and the errors of the runtime's fetch().
AFFECTUS_PROJECT std::filesystem::path locate_encoder(const std::string& checkpoint, const EncoderRuntime& runtime);

}  // namespace affectus
