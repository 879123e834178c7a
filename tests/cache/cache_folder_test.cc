#include "cache/cache_folder.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "affectus/error.h"
#include "cache/frame_cache.h"
#include "failure.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

class CacheFolderTest : public ::testing::Test {
 protected:
  // A file of features, or a graph, that was last used `hours` ago.
  fs::path add(CacheKind kind, char digit, std::size_t bytes, int hours) {
    const std::string key(32, digit);
    const fs::path folder = cache().folder(kind);
    const fs::path file = kind == CacheKind::graphs ? folder / (key + ".blob") : folder / key.substr(0, 2) / key.substr(2);
    return put(file, bytes, hours);
  }
  static fs::path put(const fs::path& file, std::size_t bytes, int hours) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << std::string(bytes, 'x');
    fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(hours));
    return file;
  }
  CacheFolder cache(std::uint64_t limit = 0) const { return {folder_.path(), limit}; }

  testing::TemporaryFolder folder_;
};

TEST_F(CacheFolderTest, CountsItsFilesByKind) {
  EXPECT_EQ(cache().contents(CacheKind::features).files, 0);
  add(CacheKind::features, '1', 100, 1);
  add(CacheKind::features, '2', 20, 1);
  add(CacheKind::graphs, '3', 3, 1);
  EXPECT_EQ(cache().contents(CacheKind::features).files, 2);
  EXPECT_EQ(cache().contents(CacheKind::features).bytes, 120);
  EXPECT_EQ(cache().contents(CacheKind::graphs).bytes, 3);
}

TEST_F(CacheFolderTest, WhatWasNotUsedForLongestGoesFirstOfAllKinds) {
  const auto oldest = add(CacheKind::graphs, 'a', 1000, 9), found = add(CacheKind::features, 'b', 1000, 8),
             old = add(CacheKind::features, 'c', 1000, 7), latest = add(CacheKind::graphs, 'd', 1000, 1);
  CacheFolder::touch(found);
  cache(4500).kept(1000);
  EXPECT_TRUE(fs::exists(oldest)) << "4000 bytes are within the limit";
  cache(3200).kept(1000);
  EXPECT_FALSE(fs::exists(oldest));
  EXPECT_FALSE(fs::exists(old));
  EXPECT_TRUE(fs::exists(found));
  EXPECT_TRUE(fs::exists(latest));
}

TEST_F(CacheFolderTest, WithoutALimitNothingGoes) {
  const auto file = add(CacheKind::features, 'a', 1000, 9);
  cache(0).kept(1000);
  EXPECT_TRUE(fs::exists(file));
}

TEST_F(CacheFolderTest, OneProcessStaysWithinItsLimitAtEachFile) {
  const std::uint64_t limit = 20'000;
  const FrameCache frames{cache(limit)};
  Frames kept(10);
  kept.resize(25);
  for (int i = 0; i < 100; ++i) {
    std::string key = std::to_string(1000 + i);
    frames.keep(std::string(32 - key.size(), 'a') + key, kept);
    ASSERT_LE(cache().contents(CacheKind::features).bytes, limit);
  }
  EXPECT_GT(cache().contents(CacheKind::features).bytes, limit / 2);
  EXPECT_TRUE(frames.find(std::string(28, 'a') + "1099", 10));
}

TEST_F(CacheFolderTest, FeaturesBeyondTheLimitAreNotKept) {
  std::vector<std::string> said;
  const FrameCache frames(cache(100), /*half=*/false, [&](const std::string& message) { said.push_back(message); });
  const auto other = add(CacheKind::features, 'b', 50, 9);
  Frames kept(10);
  kept.resize(25);
  frames.keep(std::string(32, 'a'), kept);
  EXPECT_EQ(cache().contents(CacheKind::features).files, 1);
  EXPECT_TRUE(fs::exists(other));
  ASSERT_EQ(said.size(), 1);
  EXPECT_NE(said[0].find("features of 1.0 kB are more than its limit of 100 bytes (AFFECTUS_CACHE_SIZE)"), std::string::npos)
      << said[0];
}

TEST_F(CacheFolderTest, OnlyItsOwnFilesGo) {
  const fs::path root = folder_.path();
  const auto theirs = {put(root / "features" / "letter.txt", 100, 99), put(root / "features" / "ab" / "letter.txt", 100, 99),
                       put(root / "features" / "photos" / "cd", 100, 99), put(root / "compiled" / "a.blob", 100, 99),
                       put(root / "letter.txt", 100, 99)};
  const auto ours = add(CacheKind::features, 'a', 100, 99);
  const auto half = put(ours.string() + "-half", 100, 99), unfinished = put(root / "compiled" / ".1-2.part", 100, 99),
             in_work = put(root / "features" / "ab" / ".1-2.part", 100, 0);
  EXPECT_EQ(cache().clear(CacheKind::features).files, 2);
  EXPECT_EQ(cache().clear(CacheKind::graphs).files, 1);
  for (const auto& file : theirs) EXPECT_TRUE(fs::exists(file)) << file;
  for (const auto& file : {ours, half, unfinished}) EXPECT_FALSE(fs::exists(file)) << file;
  EXPECT_TRUE(fs::exists(in_work));
}

TEST_F(CacheFolderTest, WhatALeaseHoldsStays) {
  const auto before = add(CacheKind::features, 'a', 1000, 9), graph = add(CacheKind::graphs, 'b', 1000, 9),
             found = add(CacheKind::features, 'c', 1000, 9);
  {
    const CacheLease lease = cache().lease();
    CacheFolder::touch(found);
    cache(100).kept(1000);
    EXPECT_FALSE(fs::exists(before));
    EXPECT_FALSE(fs::exists(graph));
    EXPECT_TRUE(fs::exists(found));
    EXPECT_EQ(cache().clear(CacheKind::features).files, 0);
  }
  EXPECT_EQ(cache().clear(CacheKind::features).files, 1);
  EXPECT_TRUE(fs::is_empty(folder_ / "leases"));
}

TEST_F(CacheFolderTest, TheLeaseOfAProcessThatWasKilledHoldsNothing) {
  put(folder_ / "leases" / "123-0", 0, 99);
  add(CacheKind::features, 'a', 1000, 9);
  EXPECT_EQ(cache().clear(CacheKind::features).files, 1);
  EXPECT_TRUE(fs::is_empty(folder_ / "leases"));
}

TEST_F(CacheFolderTest, SeveralThreadsAndFoldersDoNotDisturbEachOther) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      const FrameCache frames(cache(30'000), false, [](const std::string& message) { ADD_FAILURE() << message; });
      Frames kept(10);
      kept.resize(25);
      for (int i = 0; i < 100; ++i) {
        const std::string end = std::to_string(1000 + (i * 7 + t) % 60), key = std::string(32 - end.size(), 'a') + end;
        kept.data()[0] = static_cast<float>(i);
        frames.keep(key, kept);
        EXPECT_EQ(frames.load(key, 10).value_or(kept).count(), 25);
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(cache().contents(CacheKind::features).files, 0);
}

TEST_F(CacheFolderTest, AFolderThatCannotBeUsedIsNone) {
  const CacheFolder nowhere("/dev/null", 100);
  nowhere.kept(1000);
  const CacheLease lease = nowhere.lease();
  EXPECT_EQ(nowhere.contents(CacheKind::features).files, 0);
  EXPECT_EQ(nowhere.clear(CacheKind::graphs).files, 0);
}

TEST(CacheLimitTest, IsWhatTheEnvironmentSays) {
  const auto limit = [](const char* text) {
    ::setenv("AFFECTUS_CACHE_SIZE", text, 1);
    return standard_cache_limit();
  };
  EXPECT_EQ(limit("10G"), 10'000'000'000);
  EXPECT_EQ(limit("0"), 0);
  EXPECT_EQ(limit(""), 20'000'000'000);
  EXPECT_EQ(testing::failure([&] { limit("much"); }, ErrorCode::invalid_argument),
            "AFFECTUS_CACHE_SIZE: expected a number of bytes such as 500M or 20G (0: no limit), found 'much'");
  ::unsetenv("AFFECTUS_CACHE_SIZE");
  EXPECT_EQ(standard_cache_limit(), 20'000'000'000);
}

}  // namespace
}  // namespace affectus
