// A loop over independent items on several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace affectus {

/// Calls `body` for 0 to count - 1, each once, on up to `threads` threads (the caller's among them). The first exception
/// ends the loop soon after and is thrown on.
void parallel_for(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& body);

}  // namespace affectus
