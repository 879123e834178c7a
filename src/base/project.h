// What the project's own shared libraries use of each other beside the public headers. Nobody else may rely on it.
#pragma once

#include "affectus/export.h"

#define AFFECTUS_PROJECT AFFECTUS_EXPORT
