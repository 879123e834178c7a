// More processors than a cpu_set_t holds, by a sched_getaffinity() in place of the system's.
#include <gtest/gtest.h>
#include <sched.h>

#include <cerrno>
#include <cstring>

#include "threads/processor_count.h"

namespace {

constexpr std::size_t processors = 3000, set_bytes = 512;  // a kernel for up to 4,096

}  // namespace

// As the kernel: a set that is too small is refused.
extern "C" int sched_getaffinity(pid_t, std::size_t size, cpu_set_t* set) noexcept {
  if (size < set_bytes) {
    errno = EINVAL;
    return -1;
  }
  std::memset(set, 0, size);
  for (std::size_t i = 0; i < processors; ++i) CPU_SET_S(i, size, set);
  return 0;
}

namespace affectus {
namespace {

TEST(ManyProcessorsTest, AllAreCounted) { EXPECT_EQ(affinity_count(), processors); }

}  // namespace
}  // namespace affectus
