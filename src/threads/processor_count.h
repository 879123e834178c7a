// How many processors this process may use.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

#include "base/project.h"

namespace affectus {

/// Those that its affinity allows, and no more than its control groups' quota of processor time (rounded up), of cgroups of
/// both versions; at least 1.
AFFECTUS_PROJECT std::size_t processor_count();

/// Those that the affinity allows; 1 where it cannot be read.
std::size_t affinity_count();

/// The quota of the groups that `membership` (/proc/self/cgroup) names under `root` (/sys/fs/cgroup): processors' worth of
/// time, the least of all levels; 0 where there is none.
double processor_quota(std::string_view membership, const std::filesystem::path& root);

}  // namespace affectus
