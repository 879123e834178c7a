// Ctrl-C.
#pragma once

#include <atomic>

namespace affectus {

/// Set by the first Ctrl-C (or SIGTERM, or a terminal that is closed) after the first call; a second one ends the process at
/// once.
const std::atomic<bool>& watch_for_interrupt();

}  // namespace affectus
