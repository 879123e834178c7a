// Marks declarations that the project's own shared libraries need of each other, besides the public headers. Other programs
// cannot rely on them.
#pragma once

#include "affectus/export.h"

#define AFFECTUS_PROJECT AFFECTUS_EXPORT
