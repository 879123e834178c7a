#include "cache/frame_cache.h"

#include <gtest/gtest.h>

#include "base/content_key.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

TEST(FrameCacheTest, FindsWhatWasKeptAndNothingDamaged) {
  testing::TemporaryFolder folder;
  const FrameCache cache(folder.path());
  Frames frames(3);
  frames.resize(2);
  for (int i = 0; i < 6; ++i) frames.data()[i] = static_cast<float>(i);
  const std::string key = ContentKey().add("a").text();
  EXPECT_FALSE(cache.find(key, 3));
  cache.keep(key, frames);
  const auto found = cache.find(key, 3);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->count(), 2);
  const Frames loaded = found->load();
  EXPECT_TRUE(std::equal(frames.data(), frames.data() + 6, loaded.data()));
  const FrameCache half(folder.path(), /*half=*/true);
  EXPECT_FALSE(half.find(key, 3));
  half.keep(key, frames);
  EXPECT_TRUE(std::equal(frames.data(), frames.data() + 6, half.find(key, 3)->load().data()));
  EXPECT_FALSE(cache.find(key, 4));

  const std::filesystem::path file = folder / "features" / key.substr(0, 2) / key.substr(2);
  std::string content = read_file(file);
  content.back() ^= 1;
  write_file_atomically(file, [&](std::ostream& out) { out << content; });
  EXPECT_FALSE(cache.find(key, 3));
  write_file_atomically(file, [&](std::ostream& out) { out << content.substr(0, 20); });
  EXPECT_FALSE(cache.find(key, 3));
  EXPECT_FALSE(cache.load(key, 3));
  cache.keep(key, frames);
  EXPECT_TRUE(cache.load(key, 3));
  const std::string other = ContentKey().add("b").text();
  std::filesystem::create_directories(folder / "features" / other.substr(0, 2));
  std::filesystem::copy_file(file, folder / "features" / other.substr(0, 2) / other.substr(2));
  EXPECT_FALSE(cache.load(other, 3)) << "another recording's frames";
  FrameCache().keep(key, frames);
  EXPECT_FALSE(FrameCache().find(key, 3));
}

TEST(FrameCacheTest, LeavesRoomOnTheDisk) {
  struct : FileSystem {
    int statvfs(const char*, struct statvfs* disk) override {
      *disk = {};
      disk->f_frsize = 1000;
      disk->f_blocks = 100'000'000;
      disk->f_bavail = free_blocks;
      return 0;
    }
    unsigned free_blocks = 0;
  } file_system;
  testing::TemporaryFolder folder;
  std::string said;
  const CacheFolder place(folder.path(), 0, file_system);
  const FrameCache cache(place, /*half=*/false, [&](const std::string& message) { said = message; });
  Frames frames(100);
  frames.resize(20);  // 8 kB
  const std::string key = ContentKey().add("a").text();
  file_system.free_blocks = 1'000'007;
  EXPECT_EQ(place.room(), 7000);
  cache.keep(key, frames);
  EXPECT_FALSE(cache.find(key, 100));
  EXPECT_EQ(said, "the cache at " + (folder / "features").string() +
                      " is done without: its disk is nearly full (7.0 kB may be kept)");
  file_system.free_blocks = 1'000'009;
  cache.keep(key, frames);
  EXPECT_TRUE(cache.find(key, 100));
  file_system.free_blocks = 999'999;
  EXPECT_EQ(place.room(), 0);
}

TEST(FrameCacheTest, AFolderThatIsNotMadeYetHasTheRoomOfItsParent) {
  testing::TemporaryFolder folder;
  EXPECT_TRUE(CacheFolder(folder / "not/there").room());
  EXPECT_TRUE(CacheFolder("not/there").room());
  EXPECT_FALSE(CacheFolder().room());
}

TEST(FrameCacheTest, SaysOnceThatItCannotBeWritten) {
  std::vector<std::string> said;
  const FrameCache cache(CacheFolder("/dev/null"), /*half=*/false,
                         [&](const std::string& message) { said.push_back(message); });
  const FrameCache copy = cache;
  for (const char* key : {"0123", "4567"}) {
    cache.keep(key, Frames(3));
    copy.keep(key, Frames(3));
  }
  ASSERT_EQ(said.size(), 1);
  EXPECT_TRUE(said[0].starts_with("the cache at /dev/null/features is done without: /dev/null: cannot be made: "))
      << said[0];
}

}  // namespace
}  // namespace affectus
