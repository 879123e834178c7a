// Counts what a test program allocates by operator new.
#pragma once

#include <cstddef>

namespace affectus::testing {

std::size_t allocation_count();

}  // namespace affectus::testing
