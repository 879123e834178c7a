// Frames of a front end as arrays.
#pragma once

#include "text.h"

namespace affectus {

void bind_extract(nb::module_& module);

}  // namespace affectus
