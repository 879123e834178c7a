// Replaces the operators of the whole program; in a file of its own, so that the compiler sees no pair of them inlined.
#include "allocation_counter.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> count = 0, failing = 0;

void* allocate(std::size_t size, std::size_t alignment) {
  if (++count == failing) throw std::bad_alloc();
  if (void* const memory = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment)) return memory;
  throw std::bad_alloc();
}

}  // namespace

std::size_t affectus::testing::allocation_count() { return count; }

void affectus::testing::fail_allocation(std::size_t number) { failing = number == 0 ? 0 : count + number; }

void* operator new(std::size_t size) { return allocate(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
