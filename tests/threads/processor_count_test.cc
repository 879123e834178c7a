#include "threads/processor_count.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <fstream>

#include "temporary_folder.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

class ProcessorCountTest : public ::testing::Test {
 protected:
  void write(const fs::path& file, const std::string& text) const {
    fs::create_directories((folder_ / file).parent_path());
    std::ofstream(folder_ / file) << text;
  }
  testing::TemporaryFolder folder_;
};

TEST_F(ProcessorCountTest, TheLeastQuotaOfAllLevelsCounts) {
  write("cpu.max", "max 100000\n");
  write("a/cpu.max", "150000 100000\n");
  write("a/b/cpu.max", "400000 100000\n");
  EXPECT_DOUBLE_EQ(processor_quota("0::/a/b\n", folder_.path()), 1.5);
  EXPECT_DOUBLE_EQ(processor_quota("0::/\n", folder_.path()), 0);
}

TEST_F(ProcessorCountTest, TheFirstVersionOfControlGroupsIsKnown) {
  write("cpu,cpuacct/job/cpu.cfs_quota_us", "250000");
  write("cpu,cpuacct/job/cpu.cfs_period_us", "100000");
  write("cpu,cpuacct/cpu.cfs_quota_us", "-1");
  write("cpu,cpuacct/cpu.cfs_period_us", "100000");
  EXPECT_DOUBLE_EQ(processor_quota("4:memory:/job\n3:cpu,cpuacct:/job\n", folder_.path()), 2.5);
}

// As in a container, whose own group is mounted at the root while the membership names the host's path.
TEST_F(ProcessorCountTest, PathsThatAreNotThereAreLookedForAbove) {
  write("cpu.max", "200000 100000\n");
  EXPECT_DOUBLE_EQ(processor_quota("0::/kubepods/pod1/x\n", folder_.path()), 2);
}

TEST_F(ProcessorCountTest, WhatTheSystemRefusesToReadIsNoQuota) {
  fs::create_symlink("itself", folder_ / "itself");
  EXPECT_DOUBLE_EQ(processor_quota("3:cpu,cpuacct:/job\n0::/job\n", folder_ / "itself"), 0);
}

TEST_F(ProcessorCountTest, OddTextIsNoQuota) {
  write("cpu.max", "soon\n");
  for (const char* membership : {"", "x", "0:", "0::/..\n", "::::\n"})
    EXPECT_DOUBLE_EQ(processor_quota(membership, folder_.path()), 0) << membership;
}

TEST_F(ProcessorCountTest, IsAtLeastOneAndWithinTheAffinity) {
  cpu_set_t set;
  CPU_ZERO(&set);
  ASSERT_EQ(::sched_getaffinity(0, sizeof set, &set), 0);
  EXPECT_GE(processor_count(), 1U);
  EXPECT_LE(processor_count(), static_cast<std::size_t>(CPU_COUNT(&set)));
}

}  // namespace
}  // namespace affectus
