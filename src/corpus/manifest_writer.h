#pragma once

#include <filesystem>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

/// Writes a manifest for Manifest::read(). Audio paths are relative to the file's folder if possible. Throws
/// Error(unwritable).
void write_manifest(const std::filesystem::path& file, const std::vector<Utterance>& utterances);

}  // namespace affectus
