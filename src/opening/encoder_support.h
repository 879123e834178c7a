// Encoders, and other projects' checkpoints that use them, if this build has them.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "affectus/open_model.h"

namespace affectus {

/// Throws Error(invalid_argument) for an unknown device or precision, or one that this build does not have, and
/// Error(not_found) for a missing calibration recording. Whether this machine has the device is checked when an encoder is
/// made.
void check_encoder_options(const OpenOptions& options);

/// A registry of the built-in front ends and encoders. The shared parts of all encoders are prepared for the first one.
FrontEndRegistry front_ends_with_encoders(const OpenOptions& options);

/// The folder of the encoder that FOLDER or hf:OWNER/NAME[:REVISION] names; fetches missing files. Throws Error(not_found),
/// and Error(unsupported) if this build has no encoders.
std::filesystem::path find_encoder(const std::string& name, const OpenOptions& options);

/// Whether the folder holds a checkpoint of another project.
bool is_checkpoint_of_others(const std::filesystem::path& folder);
/// For such a folder. Both throw Error(unsupported) if this build has no encoders.
std::shared_ptr<const Model> open_checkpoint(const std::filesystem::path& folder, const OpenOptions& options);
ModelConfig describe_checkpoint(const std::filesystem::path& folder, const OpenOptions& options);

}  // namespace affectus
