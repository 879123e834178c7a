#include "threads/processor_count.h"

#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "text/split.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

// Empty where it cannot be read.
std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

double ratio(double quota, double period) { return quota > 0 && period > 0 ? quota / period : 0; }

// Version 2: "QUOTA PERIOD", or "max PERIOD".
double quota_of_v2(const fs::path& folder) {
  std::istringstream text(text_of(folder / "cpu.max"));
  double quota = 0, period = 0;
  return text >> quota >> period ? ratio(quota, period) : 0;
}

double quota_of_v1(const fs::path& folder) {
  std::istringstream quota_text(text_of(folder / "cpu.cfs_quota_us")), period_text(text_of(folder / "cpu.cfs_period_us"));
  double quota = 0, period = 0;
  return quota_text >> quota && period_text >> period ? ratio(quota, period) : 0;
}

}  // namespace

// A set that is too small for the system's processors is refused: it grows until it is not.
std::size_t affinity_count() {
  constexpr int most_processors = 1 << 20;
  for (int processors = CPU_SETSIZE; processors <= most_processors; processors *= 2) {
    const std::unique_ptr<cpu_set_t, void (*)(cpu_set_t*)> set(CPU_ALLOC(processors), [](cpu_set_t* one) { CPU_FREE(one); });
    const std::size_t bytes = CPU_ALLOC_SIZE(processors);
    if (set && ::sched_getaffinity(0, bytes, set.get()) == 0)
      return static_cast<std::size_t>(std::max(1, CPU_COUNT_S(bytes, set.get())));
    if (errno != EINVAL) break;
  }
  return 1;
}

// A line is NUMBER:CONTROLLERS:PATH. In a container the path is often that of the host, and the group that counts is mounted
// at the root; hence every level up to there is looked at.
double processor_quota(std::string_view membership, const fs::path& root) {
  double least = 0;
  const auto take = [&](double quota) {
    if (quota > 0) least = least > 0 ? std::min(least, quota) : quota;
  };
  for (const std::string& line : split(membership, '\n')) {
    const std::vector<std::string> fields = split(line, ':');
    if (fields.size() < 3) continue;
    const std::vector<std::string> controllers = split(fields[1], ',');
    const bool is_v2 = fields[1].empty();
    if (!is_v2 && std::ranges::find(controllers, "cpu") == controllers.end()) continue;
    std::error_code ignored;
    const fs::path mount = is_v2 ? root : fs::exists(root / fields[1], ignored) ? root / fields[1] : root / "cpu";
    for (fs::path group = fs::path(fields[2]).relative_path();; group = group.parent_path()) {
      take(is_v2 ? quota_of_v2(mount / group) : quota_of_v1(mount / group));
      if (group.empty()) break;
    }
  }
  return least;
}

std::size_t processor_count() {
  const std::size_t allowed = affinity_count();
  const double quota = processor_quota(text_of("/proc/self/cgroup"), "/sys/fs/cgroup");
  return quota > 0 ? std::clamp<std::size_t>(static_cast<std::size_t>(std::ceil(quota)), 1, allowed) : allowed;
}

}  // namespace affectus
