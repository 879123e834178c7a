// What lies in place of a file whose content was not fetched.
#pragma once

#include <string>
#include <string_view>

#include "base/project.h"

namespace affectus {

/// What a file is meant to hold, for the message.
enum class FileMeaning { weights, index, configuration, graph };

/// Throws Error(invalid_format) where a file is empty, a Git LFS pointer or a web page, or, where weights are meant, a short
/// text of ASCII ("Entry not found"): "NAME: a Git LFS pointer, not weights: git lfs pull". `content` is the whole file.
AFFECTUS_PROJECT void refuse_placeholder(std::string_view content, const std::string& name, FileMeaning meaning);

}  // namespace affectus
