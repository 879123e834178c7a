#include "encoders/encoder_locator.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "failure.h"
#include "hub_cache/hub_name.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using testing::failure;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class EncoderLocatorTest : public ::testing::Test {
 protected:
  void SetUp() override { ::setenv("HF_HUB_CACHE", (folder_ / "hub").c_str(), 1); }
  void TearDown() override { ::unsetenv("HF_HUB_CACHE"); }

  fs::path add_snapshot(bool whole) const {
    const fs::path snapshot = hub_repository({"owner", "name"}) / "snapshots/main";
    fs::create_directories(snapshot);
    for (const char* file : {"config.json", "model.safetensors"}) fs::copy_file(golden / file, snapshot / file);
    if (whole) fs::copy_file(golden / "preprocessor_config.json", snapshot / "preprocessor_config.json");
    return snapshot;
  }

  const fs::path golden = AFFECTUS_SOURCE_DIR "/tests/encoders/golden/hubert_group";
  testing::TemporaryFolder folder_;
  EncoderRuntime runtime_;
};

TEST_F(EncoderLocatorTest, FoldersAreThemselvesAndNamesWhatWasGiven) {
  EXPECT_EQ(locate_encoder(golden.string(), runtime_), golden);
  runtime_.folders = {{"", golden}, {"owner/other", folder_.path()}};
  EXPECT_EQ(locate_encoder("hf:owner/name", runtime_), golden);
  EXPECT_EQ(locate_encoder("owner/name:v2", runtime_), golden);
  EXPECT_EQ(locate_encoder("hf:owner/other:v2", runtime_), folder_.path());
  // A folder that is not there is not a name for which another may stand.
  EXPECT_THAT(failure([&] { locate_encoder("/nowhere/at/all", runtime_); }), HasSubstr("/nowhere/at/all"));
}

TEST_F(EncoderLocatorTest, AWholeSnapshotIsTakenAndAPartIsNot) {
  EXPECT_THAT(failure([&] { locate_encoder("hf:owner/name", runtime_); }), HasSubstr("affectus pull owner/name:main"));
  const fs::path part = add_snapshot(/*whole=*/false);
  EXPECT_THAT(failure([&] { locate_encoder("hf:owner/name", runtime_); }), HasSubstr("fetch the rest with: affectus pull"));
  fs::remove_all(part);
  const fs::path whole = add_snapshot(/*whole=*/true);
  EXPECT_EQ(locate_encoder("hf:owner/name", runtime_), whole);
  EXPECT_EQ(locate_encoder("owner/name", runtime_), whole);
}

TEST_F(EncoderLocatorTest, WhatIsNowhereOnThisMachineIsFetched) {
  std::vector<std::string> asked;
  runtime_.fetch = [&](const std::string& name) {
    asked.push_back(name);
    return golden;
  };
  EXPECT_EQ(locate_encoder("hf:owner/name:v2", runtime_), golden);
  EXPECT_THAT(asked, ::testing::ElementsAre("owner/name:v2"));
  EXPECT_EQ(locate_encoder("owner/name", runtime_), golden);
  EXPECT_THAT(asked, ::testing::ElementsAre("owner/name:v2", "owner/name:main"));
  EXPECT_THAT(failure([&] { locate_encoder("hf:../name", runtime_); }), HasSubstr("expected hf:OWNER/NAME"));
  EXPECT_THAT(failure([&] { locate_encoder("../name", runtime_); }), HasSubstr("../name: no such"));
  EXPECT_THAT(failure([&] { locate_encoder("nowhere/at/all", runtime_); }), HasSubstr("nowhere/at/all: no such"));
  add_snapshot(/*whole=*/true);
  locate_encoder("hf:owner/name", runtime_);
  locate_encoder("owner/name", runtime_);
  EXPECT_EQ(asked.size(), 2);
}

}  // namespace
}  // namespace affectus
