// Ctrl-C.
#pragma once

#include <atomic>

namespace affectus {

/// The flag is set by the first Ctrl-C (or SIGTERM, or closed terminal) after the first call; a second one ends the process
/// at once.
const std::atomic<bool>& watch_for_interrupt();

}  // namespace affectus
