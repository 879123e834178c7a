// Whether a corpus's ratings are on the scale that manifests have.
#pragma once

#include <string>

#include "corpus/manifest.h"

namespace affectus {

/// A line that names the manifest and the dimensions whose ratings all lie from 0 to 1, or from -1 to 1, and so are hardly
/// on the scale of 1 to 7; empty: none.
std::string scale_warning(const Manifest& manifest);

}  // namespace affectus
