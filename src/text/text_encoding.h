// Text files as people save them.
#pragma once

#include <string>
#include <string_view>

#include "base/project.h"

namespace affectus {

/// UTF-8 without a byte order mark, from UTF-8 or, by its byte order mark, UTF-16 of either order. Surrogates without their
/// pair and half a unit at the end become U+FFFD; UTF-8 is taken as it is.
AFFECTUS_PROJECT std::string decode_text(std::string_view bytes);

}  // namespace affectus
