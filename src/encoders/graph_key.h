// A name for a graph with its weights, for which the weights need not be read: the files' places, sizes and times of change.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "affectus/encoders.h"

namespace affectus {

/// `settings`: what else the graph depends on. Whoever changes how a graph is built must change graph_version.
std::string graph_key(std::span<const std::filesystem::path> files, const std::string& settings);

/// Tells precisions and devices apart, and what int8 was calibrated on.
std::string precision_key(const EncoderRuntime& runtime);

}  // namespace affectus
