// Predictions of recordings and of arrays.
#pragma once

#include "text.h"

namespace affectus {

void bind_predict(nb::module_& module);

}  // namespace affectus
