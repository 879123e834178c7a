// Which declarations can be used from outside of a shared library; everything else is hidden.
#pragma once

#define AFFECTUS_EXPORT __attribute__((visibility("default")))
