// Marks the declarations that a shared library shows to programs; all others are hidden.
#pragma once

#define AFFECTUS_EXPORT __attribute__((visibility("default")))
