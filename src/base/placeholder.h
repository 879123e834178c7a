// Recognises placeholders of files whose content was not fetched.
#pragma once

#include <string>
#include <string_view>

#include "base/project.h"

namespace affectus {

/// The expected content of a file, for the message.
enum class FileMeaning { weights, index, configuration, graph, recording };

/// Throws Error(invalid_format) if a file is empty, a Git LFS pointer or a web page, or, if weights are expected, a short
/// ASCII text ("Entry not found"): "NAME: a Git LFS pointer, not weights: git lfs pull". `content` is the whole file.
AFFECTUS_PROJECT void refuse_placeholder(std::string_view content, const std::string& name, FileMeaning meaning);

}  // namespace affectus
