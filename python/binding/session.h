// A session as Python holds it.
#pragma once

#include "text.h"

namespace affectus {

void bind_session(nb::module_& module);

}  // namespace affectus
