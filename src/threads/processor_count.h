// How many processors this process may use.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

#include "base/project.h"

namespace affectus {

/// The processors that the affinity allows, limited by the control groups' quota of processor time (rounded up), in both
/// versions of cgroups; at least 1.
AFFECTUS_PROJECT std::size_t processor_count();

/// The processors that the affinity allows; 1 if it cannot be read.
std::size_t affinity_count();

/// The quota of the groups that `membership` (/proc/self/cgroup) names under `root` (/sys/fs/cgroup): in processors, the
/// least of all levels; 0 if there is none.
double processor_quota(std::string_view membership, const std::filesystem::path& root);

}  // namespace affectus
