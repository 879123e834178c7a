#include <gtest/gtest.h>

#include <cstring>
#include <utility>

#include "affectus/error.h"
#include "base/content_hash.h"
#include "base/files.h"
#include "base/half.h"
#include "base/mapped_file.h"
#include "cache/content_key.h"
#include "cache/frame_cache.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

// Values of the algorithm's authors (FNV test vectors).
TEST(ContentHashTest, IsFnv1aOf64Bits) {
  EXPECT_EQ(content_hash(""), "cbf29ce484222325");
  EXPECT_EQ(content_hash("a"), "af63dc4c8601ec8c");
  EXPECT_EQ(content_hash("foobar"), "85944171f73967e8");
}

TEST(ContentKeyTest, DependsOnEveryByteAndOnWhereItWasAdded) {
  const auto key = [](auto... parts) {
    ContentKey made;
    (made.add(parts), ...);
    return made.text();
  };
  EXPECT_EQ(key("ab", "c"), key("ab", "c"));
  EXPECT_EQ(key("ab").size(), 32);
  EXPECT_NE(key("ab", "c"), key("a", "bc"));
  EXPECT_NE(key("ab"), key("ab", ""));
  EXPECT_NE(key(std::string(8, 'x')), key(std::string(9, 'x')));
  EXPECT_NE(key(std::string_view("a\0", 2)), key("a"));
}

TEST(MappedFileTest, ShowsTheFilesBytesAndMoves) {
  testing::TemporaryFolder folder;
  write_file_atomically(folder / "a", [](std::ostream& out) { out << "bytes"; });
  write_file_atomically(folder / "empty", [](std::ostream&) {});
  MappedFile first(folder / "a");
  const MappedFile file = std::move(first);
  ASSERT_EQ(file.bytes().size(), 5);
  EXPECT_EQ(std::memcmp(file.bytes().data(), "bytes", 5), 0);
  EXPECT_TRUE(first.bytes().empty());
  EXPECT_TRUE(MappedFile(folder / "empty").bytes().empty());
  EXPECT_THROW(MappedFile(folder / "none"), Error);
  EXPECT_THROW(MappedFile(folder.path()), Error);
}

TEST(HalfTest, EveryNumberComesBack) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const float value = from_half(static_cast<std::uint16_t>(bits));
    if (value != value) continue;
    EXPECT_EQ(to_half(value), bits);
  }
}

// numpy.float16(x).view(numpy.uint16) says the same (NumPy 2.4.6).
TEST(HalfTest, RoundsToTheNearestTiesToEven) {
  for (const auto& [value, bits] : std::vector<std::pair<float, std::uint16_t>>{{1.0F, 0x3c00},
                                                                                {1.0F + 0x1p-11F, 0x3c00},
                                                                                {1.0F + 3 * 0x1p-11F, 0x3c02},
                                                                                {0.1F, 0x2e66},
                                                                                {65519.0F, 0x7bff},
                                                                                {65520.0F, 0x7c00},
                                                                                {-1e9F, 0xfc00},
                                                                                {0x1p-24F, 0x0001},
                                                                                {0x1p-25F, 0x0000},
                                                                                {1.5F * 0x1p-24F, 0x0002},
                                                                                {-2e-5F, 0x8150},
                                                                                {0x1p-14F, 0x0400},
                                                                                {-0.0F, 0x8000}})
    EXPECT_EQ(to_half(value), bits) << value;
}

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

  const std::filesystem::path file = folder / key.substr(0, 2) / key.substr(2);
  std::string content = read_file(file);
  content.back() ^= 1;
  write_file_atomically(file, [&](std::ostream& out) { out << content; });
  EXPECT_FALSE(cache.find(key, 3));
  write_file_atomically(file, [&](std::ostream& out) { out << content.substr(0, 20); });
  EXPECT_FALSE(cache.find(key, 3));
  FrameCache().keep(key, frames);
  EXPECT_FALSE(FrameCache().find(key, 3));
}

TEST(FrameCacheTest, SaysOnceThatItCannotBeWritten) {
  std::vector<std::string> said;
  const FrameCache cache("/dev/null", /*half=*/false, [&](const std::string& message) { said.push_back(message); });
  const FrameCache copy = cache;
  for (const char* key : {"0123", "4567"}) {
    cache.keep(key, Frames(3));
    copy.keep(key, Frames(3));
  }
  ASSERT_EQ(said.size(), 1);
  EXPECT_TRUE(said[0].starts_with("the cache at /dev/null is done without: /dev/null/01/23: cannot be written: "))
      << said[0];
}

}  // namespace
}  // namespace affectus
