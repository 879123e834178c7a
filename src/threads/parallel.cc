#include "threads/parallel.h"

#include <atomic>

namespace affectus {

void parallel_for(ThreadPool& pool, std::size_t count, const std::function<void(std::size_t)>& body) {
  std::atomic<std::size_t> next{0};
  pool.run([&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        body(i);
      } catch (...) {
        next = count;
        throw;
      }
    }
  });
}

}  // namespace affectus
