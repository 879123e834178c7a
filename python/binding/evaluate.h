// Agreement of a model with a corpus.
#pragma once

#include "text.h"

namespace affectus {

void bind_evaluate(nb::module_& module);

}  // namespace affectus
