#include "opening/model_locator.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include "affectus/error.h"
#include "affectus/open_model.h"
#include "failure.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::testing::Not;

const Places nowhere = {"/program/share"};

class ModelLocatorTest : public ::testing::Test {
 protected:
  void SetUp() override { ::setenv("HF_HUB_CACHE", folder_.path().c_str(), 1); }
  void TearDown() override { ::unsetenv("HF_HUB_CACHE"); }

  fs::path add_snapshot(const std::string& hash) {
    const fs::path repository = folder_ / "models--owner--name";
    fs::create_directories(repository / "refs");
    fs::create_directories(repository / "snapshots" / hash);
    for (const char* file : {"config.json", "model.safetensors"})
      write_file_atomically(repository / "snapshots" / hash / file, [](std::ostream& out) { out << "{}"; });
    write_file_atomically(repository / "refs/main", [&](std::ostream& out) { out << hash << '\n'; });
    return repository / "snapshots" / hash;
  }
  void add_model(const fs::path& folder) const {
    fs::create_directories(folder);
    write_file_atomically(folder / "config.json", [](std::ostream& out) { out << "{}"; });
  }

  ErrorCode failure(const std::string& name) const {
    try {
      locate_model(name, nowhere);
    } catch (const Error& error) {
      return error.code();
    }
    ADD_FAILURE() << name << " was found";
    return ErrorCode::cancelled;
  }
  std::string message(const std::string& name) const {
    return testing::failure([&] { locate_model(name, nowhere); });
  }
  // Of a model that is there.
  fs::path folder_of(const std::string& name, const Places& shipped = nowhere) const {
    const LocatedModel located = locate_model(name, shipped);
    EXPECT_FALSE(located.missing) << name;
    return located.folder;
  }
  // Of a model of the hub that is not there: what is asked for.
  std::string missing(const std::string& name) const {
    const LocatedModel located = locate_model(name, nowhere);
    EXPECT_EQ(located.folder, fs::path());
    return located.missing ? located.missing->text() : "nothing";
  }

  testing::TemporaryFolder folder_;
};

// A fetch that broke off goes on.
TEST_F(ModelLocatorTest, ASnapshotInPartsIsMissing) {
  const fs::path snapshot = add_snapshot("0123abc");
  EXPECT_EQ(folder_of("owner/name"), snapshot);
  fs::remove(snapshot / "model.safetensors");
  EXPECT_EQ(missing("owner/name"), "owner/name:main");
}

TEST_F(ModelLocatorTest, FindsSnapshotsOfTheHubsCache) {
  const fs::path snapshot = add_snapshot("0123abc");
  EXPECT_EQ(folder_of("hf:owner/name"), snapshot);
  EXPECT_EQ(folder_of("owner/name"), snapshot);
  EXPECT_EQ(folder_of("hf:owner/name:main"), snapshot);
  EXPECT_EQ(folder_of("hf:owner/name:0123abc"), snapshot);
  fs::create_directories(snapshot.parent_path().parent_path() / "refs/refs/pr");
  write_file_atomically(snapshot.parent_path().parent_path() / "refs/refs/pr/1",
                        [](std::ostream& out) { out << "0123abc"; });
  EXPECT_EQ(folder_of("hf:owner/name:refs/pr/1"), snapshot);
  EXPECT_EQ(folder_of("owner/name:refs/pr/1"), snapshot);
}

TEST_F(ModelLocatorTest, WhatTheCacheDoesNotHoldIsMissing) {
  add_snapshot("0123abc");
  EXPECT_EQ(missing("hf:owner/name:other"), "owner/name:other");
  EXPECT_EQ(missing("owner/name:other"), "owner/name:other");
  EXPECT_EQ(missing("hf:owner/other"), "owner/other:main");
  for (const char* name : {"hf:owner/name:other", "hf:owner/other", "owner/other"}) {
    try {
      find_model(name, {.fetch = false});
      FAIL() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::not_found);
      EXPECT_THAT(error.what(), HasSubstr("not in Hugging Face's cache at " + folder_.path().string()));
    }
  }
}

TEST_F(ModelLocatorTest, NamesCannotLeaveTheCache) {
  EXPECT_EQ(failure("hf:../name"), ErrorCode::invalid_argument);
  EXPECT_EQ(failure("hf:owner/../../etc"), ErrorCode::invalid_argument);
  EXPECT_EQ(failure("hf:owner/name:../../x"), ErrorCode::invalid_argument);
  EXPECT_EQ(failure("hf:owner/name:refs//1"), ErrorCode::invalid_argument);
  EXPECT_EQ(failure("hf:owner/name:/etc"), ErrorCode::invalid_argument);
  EXPECT_EQ(failure("hf:owner"), ErrorCode::invalid_argument);
}

TEST_F(ModelLocatorTest, AMistypedPathIsNoNameOnTheHub) {
  for (const char* name : {"./affectus", "../x/y", "~/affectus", "a/b/c", "/nowhere/affectus"}) {
    EXPECT_EQ(failure(name), ErrorCode::not_found) << name;
    EXPECT_THAT(message(name), HasSubstr(std::string(name) + ": no such model folder (looked for /"));
  }
  EXPECT_THAT(message("a/b/c"), HasSubstr(fs::current_path() / "a/b/c"));
}

TEST_F(ModelLocatorTest, AFolderWithoutAConfigurationIsSaidToBeThere) {
  fs::create_directories(folder_ / "half");
  const std::string expected = "half: no config.json in this folder, expected a model folder";
  EXPECT_THAT(message(folder_ / "half"), HasSubstr(expected));
  EXPECT_EQ(failure(folder_ / "half"), ErrorCode::not_found);
  const fs::path before = fs::current_path();
  fs::current_path(folder_.path());
  EXPECT_EQ(message("half"), expected);
  EXPECT_THAT(message("whole"), HasSubstr("whole: no such folder here"));
  add_model(folder_ / "share/models/half");
  EXPECT_EQ(folder_of("half", {folder_ / "share"}), folder_ / "share/models/half");
  fs::current_path(before);
}

TEST_F(ModelLocatorTest, ABareNameThatTheHubHasNotMayHaveBeenAFolders) {
  const std::string nor_here = "; nor is there a folder 'owner/other' here";
  EXPECT_THAT(testing::failure([] { find_model("owner/other", {.fetch = false}); }), HasSubstr(nor_here));
  EXPECT_THAT(testing::failure([] { find_model("hf:owner/other", {.fetch = false}); }), Not(HasSubstr(nor_here)));
}

TEST_F(ModelLocatorTest, AFolderIsItselfAndTheDefaultIsFoundFromTheProgram) {
  add_model(folder_.path());
  EXPECT_EQ(folder_of(folder_.path().string()), folder_.path());
  EXPECT_EQ(failure("no-such-folder"), ErrorCode::not_found);
  EXPECT_EQ(failure(""), ErrorCode::not_found);
  add_model(folder_ / "models/affectus-mfb");
  fs::create_directories(folder_ / "build/release");
  write_file_atomically(folder_ / "CMakePresets.json", [](std::ostream& out) { out << "{}"; });
  const Places shipped = shipped_places(folder_ / "build/release/affectus");
  EXPECT_EQ(folder_of("", shipped), folder_ / "models/affectus-mfb");
  EXPECT_EQ(folder_of("affectus-mfb", shipped), folder_ / "models/affectus-mfb");
}

}  // namespace
}  // namespace affectus
