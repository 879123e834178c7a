// Makes front ends once for many models that are used one after the other.
#pragma once

#include <filesystem>

#include "affectus/front_end.h"

namespace affectus {

/// Makes the front ends of `registry`, but each name with the same options only once, so that a process loads and
/// fingerprints an encoder once. They are kept as long as the result or one of its front ends exists; encoders in `models`,
/// of which each model may have its own, only while they are in use. May be called from one thread at a time.
FrontEndRegistry shared_front_ends(FrontEndRegistry registry, const std::filesystem::path& models);

}  // namespace affectus
