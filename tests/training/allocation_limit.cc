// Replaces the operators of the whole program; in a file of its own, so that the compiler sees no pair of them inlined.
#include "training/allocation_limit.h"

#include <cstdlib>
#include <new>

namespace {

thread_local bool is_limited = false;
thread_local std::size_t left = 0;

}  // namespace

affectus::testing::AllocationLimit::AllocationLimit(std::size_t allocations) {
  left = allocations;
  is_limited = true;
}
affectus::testing::AllocationLimit::~AllocationLimit() { is_limited = false; }

void* operator new(std::size_t size) {
  if (is_limited && left-- == 0) {
    left = 0;
    throw std::bad_alloc();
  }
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
