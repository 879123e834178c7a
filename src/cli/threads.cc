#include <sched.h>

#include <algorithm>

#include "cli/command.h"

namespace affectus {

std::size_t default_thread_count() {
  cpu_set_t set;
  CPU_ZERO(&set);
  const int count = ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  return static_cast<std::size_t>(std::max(1, count));
}

}  // namespace affectus
