// Vectors whose storage starts on a cache line, so that no load of a full vector crosses one.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace affectus {

inline constexpr std::size_t cache_line_bytes = 64;

template <typename T>
struct CacheLineAllocator {
  using value_type = T;

  CacheLineAllocator() = default;
  template <typename U>
  CacheLineAllocator(const CacheLineAllocator<U>&) {}

  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new (count * sizeof(T), std::align_val_t{cache_line_bytes}));
  }
  void deallocate(T* values, std::size_t) { ::operator delete (values, std::align_val_t{cache_line_bytes}); }

  friend bool operator==(const CacheLineAllocator&, const CacheLineAllocator&) { return true; }
};

template <typename T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

}  // namespace affectus
