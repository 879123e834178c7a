// `affectus cache`, on files that a cache has.
#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "cache/cache_folder.h"
#include "program_fixture.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;
using testing::Outcome;
namespace fs = std::filesystem;

class CacheCommandTest : public testing::ProgramTest {
 protected:
  CacheCommandTest() {
    add(features(), 2000);
    add(features().string() + "-half", 500);
    add(graph(), 1'500'000);
  }
  fs::path features() const { return folder_ / "cache/features/ab" / std::string(30, 'c'); }
  fs::path graph() const { return folder_ / "cache/compiled" / (std::string(32, 'd') + ".blob"); }
  static void add(const fs::path& file, std::size_t bytes) {
    fs::create_directories(file.parent_path());
    write_file_atomically(file, [&](std::ostream& out) { out << std::string(bytes, 'x'); });
  }
  Outcome cache(const std::string& arguments = "", const char* size = "") const {
    ::setenv("AFFECTUS_CACHE_DIR", (folder_ / "cache").c_str(), 1);
    ::setenv("AFFECTUS_CACHE_SIZE", size, 1);
    const Outcome outcome = run("cache " + arguments);
    ::unsetenv("AFFECTUS_CACHE_DIR");
    ::unsetenv("AFFECTUS_CACHE_SIZE");
    return outcome;
  }
};

TEST_F(CacheCommandTest, ShowsFolderContentsAndLimit) {
  const Outcome shown = cache();
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_EQ(shown.out, "folder     " + (folder_ / "cache").string() +
                           "\nfeatures   2 files, 2.5 kB\ngraphs     1 file, 1.5 MB\nin all     3 files, 1.5 MB\n"
                           "limit      20.0 GB\n");
  EXPECT_THAT(cache("", "500M").out, HasSubstr("limit      500.0 MB\n"));
  EXPECT_THAT(cache("", "0").out, HasSubstr("limit      none\n"));
  const Outcome wrong = cache("", "plenty");
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("AFFECTUS_CACHE_SIZE: expected a number of bytes such as 500M or 20G (0: no limit), "
                                   "found 'plenty'"));
}

TEST_F(CacheCommandTest, ClearsWhatIsAskedFor) {
  EXPECT_EQ(cache("clear --features").out, "features   2 files, 2.5 kB removed\n");
  EXPECT_FALSE(fs::exists(features()));
  EXPECT_TRUE(fs::exists(graph()));
  EXPECT_EQ(cache("clear").out, "features   0 files, 0 bytes removed\ngraphs     1 file, 1.5 MB removed\n");
  EXPECT_FALSE(fs::exists(graph()));
  add(graph(), 10);
  EXPECT_EQ(cache("clear --graphs --quiet").out, "");
  EXPECT_FALSE(fs::exists(graph()));
  EXPECT_EQ(cache("clear everything").code, 2);
}

TEST_F(CacheCommandTest, WhatATrainingUsesStaysAndIsSaid) {
  const CacheLease lease = CacheFolder(folder_ / "cache").lease();
  CacheFolder::touch(features());
  fs::last_write_time(features().string() + "-half", fs::file_time_type::clock::now() - std::chrono::hours(1));
  const Outcome cleared = cache("clear");
  EXPECT_EQ(cleared.code, 1);
  EXPECT_THAT(cleared.out, HasSubstr("features   1 file, 500 bytes removed\n"));
  EXPECT_THAT(cleared.err, HasSubstr("1 file, 2.0 kB left: in use by a training"));
  EXPECT_TRUE(fs::exists(features()));
  EXPECT_FALSE(fs::exists(graph()));
}

TEST_F(CacheCommandTest, WithoutAnyFolderThereIsNone) {
  const Outcome outcome{std::system(("env -i " AFFECTUS_PROGRAM " cache 2> '" + (folder_ / "err").string() + "'").c_str()),
                        "", read_file(folder_ / "err")};
  EXPECT_NE(outcome.code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("no cache: none of AFFECTUS_CACHE_DIR, XDG_CACHE_HOME and HOME is set"));
}

}  // namespace
}  // namespace affectus
