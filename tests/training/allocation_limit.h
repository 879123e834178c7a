// Memory that ends after some allocations by operator new.
#pragma once

#include <cstddef>

namespace affectus::testing {

/// While it lives, this thread's allocations fail after `allocations` more.
class AllocationLimit {
 public:
  explicit AllocationLimit(std::size_t allocations);
  ~AllocationLimit();
  AllocationLimit(const AllocationLimit&) = delete;
  AllocationLimit& operator=(const AllocationLimit&) = delete;
};

}  // namespace affectus::testing
