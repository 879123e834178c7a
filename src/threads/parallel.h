// A loop over independent items on several threads.
#pragma once

#include <cstddef>
#include <functional>

#include "base/project.h"
#include "threads/thread_pool.h"

namespace affectus {

/// Calls `body` for 0 to count - 1, each once, on the pool's threads. The first exception ends the loop soon after and is
/// passed on.
AFFECTUS_PROJECT void parallel_for(ThreadPool& pool, std::size_t count, const std::function<void(std::size_t)>& body);

}  // namespace affectus
