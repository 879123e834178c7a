#pragma once

#include <filesystem>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

/// Writes what Manifest::read reads. Audio paths are written relative to the file's folder where they can be. Throws
/// Error(unwritable).
void write_manifest(const std::filesystem::path& file, const std::vector<Utterance>& utterances);

}  // namespace affectus
