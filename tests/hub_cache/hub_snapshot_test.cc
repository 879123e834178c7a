#include "hub_cache/hub_snapshot.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "temporary_folder.h"

namespace affectus {
namespace {

class HubSnapshotTest : public ::testing::Test {
 protected:
  void SetUp() override { ::setenv("HF_HUB_CACHE", folder_.path().c_str(), 1); }
  void TearDown() override { ::unsetenv("HF_HUB_CACHE"); }

  void write(const std::string& file, const std::string& content = "{}") const {
    const std::filesystem::path path = hub_repository(name_) / file;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << content;
  }
  bool is_whole() const { return find_whole_hub_snapshot(name_).has_value(); }

  testing::TemporaryFolder folder_;
  const HubName name_{"owner", "name"};
};

TEST_F(HubSnapshotTest, IsWholeWithConfigurationWeightsAndPreprocessor) {
  EXPECT_FALSE(is_whole());
  write("refs/main", "c0ffee\n");
  write("snapshots/c0ffee/config.json");
  EXPECT_TRUE(find_hub_snapshot(name_).has_value());
  EXPECT_FALSE(is_whole());
  write("snapshots/c0ffee/preprocessor_config.json");
  EXPECT_FALSE(is_whole());
  write("snapshots/c0ffee/model.safetensors");
  EXPECT_EQ(find_whole_hub_snapshot(name_), hub_repository(name_) / "snapshots/c0ffee");
}

TEST_F(HubSnapshotTest, WhatTheRepositoryDoesNotHaveIsNotMissing) {
  write("snapshots/main/config.json");
  write("snapshots/main/pytorch_model.bin");
  EXPECT_FALSE(is_whole());
  remember_absent(name_, "main", "preprocessor_config.json");
  EXPECT_TRUE(is_whole());
}

TEST_F(HubSnapshotTest, WeightsInPartsAreWholeWithAllOfThem) {
  write("snapshots/main/config.json");
  write("snapshots/main/preprocessor_config.json");
  write("snapshots/main/model.safetensors.index.json", R"({"weight_map": {"a": "one", "b": "two"}})");
  write("snapshots/main/one");
  EXPECT_FALSE(is_whole());
  write("snapshots/main/two");
  EXPECT_TRUE(is_whole());
  write("snapshots/main/model.safetensors.index.json", "damaged");
  EXPECT_FALSE(is_whole());
}

TEST_F(HubSnapshotTest, ALinkToNothingIsNoFile) {
  write("snapshots/main/config.json");
  write("snapshots/main/preprocessor_config.json");
  std::filesystem::create_symlink("../../blobs/gone", hub_repository(name_) / "snapshots/main/model.safetensors");
  EXPECT_FALSE(is_whole());
}

TEST_F(HubSnapshotTest, ASnapshotSaysWhoseItIs) {
  write("snapshots/c0ffee/config.json");
  const auto name = hub_name_of_snapshot(*find_hub_snapshot({"owner", "name", "c0ffee"}));
  ASSERT_TRUE(name);
  EXPECT_EQ(name->text(), "owner/name:c0ffee");
  EXPECT_EQ(hub_name_of_snapshot("hub/models--a--b-c.d/snapshots/1").value().id(), "a/b-c.d");
  for (const char* other : {"", "c0ffee", "snapshots/c0ffee", "models--owner/snapshots/c0ffee", "models--/snapshots/c0ffee",
                            "models--owner--name/blobs/c0ffee", "datasets--owner--name/snapshots/c0ffee"})
    EXPECT_FALSE(hub_name_of_snapshot(other)) << other;
}

}  // namespace
}  // namespace affectus
