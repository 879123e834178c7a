// Counts what a test program allocates by operator new, and makes an allocation fail.
#pragma once

#include <cstddef>

namespace affectus::testing {

std::size_t allocation_count();

/// The `number`-th allocation from now on throws std::bad_alloc, once; 0: none does.
void fail_allocation(std::size_t number);

}  // namespace affectus::testing
