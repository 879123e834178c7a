// Encoders, and other projects' checkpoints that stand on them, as far as this build has them.
#pragma once

#include <filesystem>
#include <memory>

#include "affectus/open_model.h"

namespace affectus {

/// Throws Error(invalid_argument) for a device or a precision that is none, or that this build has not, Error(not_found) for
/// a recording to calibrate on that is not there. Whether this machine has the device is seen when an encoder is made.
void check_encoder_options(const OpenOptions& options);

/// The front ends that are built in, and encoders. What all encoders need is made ready with the first one.
FrontEndRegistry front_ends_with_encoders(const OpenOptions& options);

/// Whether the folder holds a checkpoint of another project.
bool is_checkpoint_of_others(const std::filesystem::path& folder);
/// Of such a folder. Throw Error(unsupported) where this build has no encoders.
std::shared_ptr<const Model> open_checkpoint(const std::filesystem::path& folder, const OpenOptions& options);
ModelConfig describe_checkpoint(const std::filesystem::path& folder, const OpenOptions& options);

}  // namespace affectus
