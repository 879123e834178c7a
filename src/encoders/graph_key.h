// A cache key for a graph with its weights. It uses the files' paths, sizes and modification times and does not read the
// weights.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "affectus/encoders.h"

namespace affectus {

/// `settings` are the other facts on which the graph depends. A change in how graphs are built must change graph_version.
std::string graph_key(std::span<const std::filesystem::path> files, const std::string& settings);

/// Distinguishes precisions, devices and calibration recordings of int8.
std::string precision_key(const EncoderRuntime& runtime);

}  // namespace affectus
