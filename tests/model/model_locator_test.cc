#include "model/model_locator.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include "affectus/error.h"
#include "base/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

class ModelLocatorTest : public ::testing::Test {
 protected:
  void SetUp() override { ::setenv("HF_HUB_CACHE", folder_.path().c_str(), 1); }
  void TearDown() override { ::unsetenv("HF_HUB_CACHE"); }

  fs::path add_snapshot(const std::string& hash) {
    const fs::path repository = folder_ / "models--owner--name";
    fs::create_directories(repository / "refs");
    fs::create_directories(repository / "snapshots" / hash);
    write_file_atomically(repository / "refs/main", [&](std::ostream& out) { out << hash << '\n'; });
    return repository / "snapshots" / hash;
  }

  ErrorCode failure(const std::string& name) const {
    try {
      locate_model(name, "/program");
    } catch (const Error& error) {
      return error.code();
    }
    ADD_FAILURE() << name << " was found";
    return ErrorCode::cancelled;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(ModelLocatorTest, FindsSnapshotsOfTheHubsCache) {
  const fs::path snapshot = add_snapshot("0123abc");
  EXPECT_EQ(locate_model("hf:owner/name", "/program"), snapshot);
  EXPECT_EQ(locate_model("owner/name", "/program"), snapshot);
  EXPECT_EQ(locate_model("hf:owner/name:main", "/program"), snapshot);
  EXPECT_EQ(locate_model("hf:owner/name:0123abc", "/program"), snapshot);
  EXPECT_EQ(failure("hf:owner/name:other"), ErrorCode::not_found);
  fs::create_directories(snapshot.parent_path().parent_path() / "refs/refs/pr");
  write_file_atomically(snapshot.parent_path().parent_path() / "refs/refs/pr/1",
                        [](std::ostream& out) { out << "0123abc"; });
  EXPECT_EQ(locate_model("hf:owner/name:refs/pr/1", "/program"), snapshot);
  EXPECT_EQ(locate_model("owner/name:refs/pr/1", "/program"), snapshot);
  EXPECT_EQ(failure("hf:owner/other"), ErrorCode::not_found);
}

TEST_F(ModelLocatorTest, NamesCannotLeaveTheCache) {
  EXPECT_EQ(failure("hf:../name"), ErrorCode::invalid_argument);
  EXPECT_EQ(failure("hf:owner/../../etc"), ErrorCode::invalid_argument);
  EXPECT_EQ(failure("hf:owner/name:../../x"), ErrorCode::invalid_argument);
  EXPECT_EQ(failure("hf:owner/name:refs//1"), ErrorCode::invalid_argument);
  EXPECT_EQ(failure("hf:owner/name:/etc"), ErrorCode::invalid_argument);
  EXPECT_EQ(failure("hf:owner"), ErrorCode::invalid_argument);
}

TEST_F(ModelLocatorTest, AFolderIsItselfAndTheDefaultIsFoundFromTheProgram) {
  EXPECT_EQ(locate_model(folder_.path().string(), "/program"), folder_.path());
  EXPECT_EQ(failure("no-such-folder"), ErrorCode::not_found);
  EXPECT_EQ(failure(""), ErrorCode::not_found);
  fs::create_directories(folder_ / "models/affectus-mfb");
  fs::create_directories(folder_ / "build/release");
  write_file_atomically(folder_ / "models/affectus-mfb/config.json", [](std::ostream& out) { out << "{}"; });
  EXPECT_EQ(locate_model("", folder_ / "build/release/affectus"), folder_ / "models/affectus-mfb");
  EXPECT_EQ(locate_model("affectus-mfb", folder_ / "build/release/affectus"), folder_ / "models/affectus-mfb");
}

}  // namespace
}  // namespace affectus
