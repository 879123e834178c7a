#include "cache/verified_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "affectus/error.h"
#include "failure.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

std::string content_of(const VerifiedFile& file) {
  return {reinterpret_cast<const char*>(file.content().data()), file.content().size()};
}

void write(const std::filesystem::path& file, const std::string& content) {
  std::ofstream(file, std::ios::binary) << content;
}

TEST(VerifiedFileTest, GivesWhatWasWritten) {
  testing::TemporaryFolder folder;
  for (const std::size_t size : {0UL, 1UL, 8UL, 100'000UL}) {
    std::string content(size, 'a');
    write_verified_file(folder / "a", [&](std::ostream& out) {
      out << content;
      if (size == 0) return;
      out.seekp(0);  // as OpenVINO does
      out << 'b';
    });
    if (size > 0) content[0] = 'b';
    const auto file = VerifiedFile::open(folder / "a");
    ASSERT_TRUE(file) << size;
    EXPECT_EQ(content_of(*file), content);
  }
  EXPECT_FALSE(VerifiedFile::open(folder / "b"));
  EXPECT_FALSE(VerifiedFile::open(folder.path()));
}

TEST(VerifiedFileTest, IsNotThereWhereAByteIsAnotherOrMissing) {
  testing::TemporaryFolder folder;
  write_verified_file(folder / "a", [](std::ostream& out) { out << "what was computed once"; });
  const std::string whole = read_file(folder / "a");
  for (std::size_t i = 0; i < whole.size(); ++i)
    for (const char flip : {'\x01', '\x80'}) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ flip);
      write(folder / "a", damaged);
      EXPECT_FALSE(VerifiedFile::open(folder / "a")) << i;
    }
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write(folder / "a", whole.substr(0, size));
    EXPECT_FALSE(VerifiedFile::open(folder / "a")) << size;
  }
  write(folder / "a", whole + "more");
  EXPECT_FALSE(VerifiedFile::open(folder / "a"));
  write(folder / "a", std::string(1000, '\0'));
  EXPECT_FALSE(VerifiedFile::open(folder / "a"));
  write(folder / "a", whole);
  write(folder / "b", whole);
  EXPECT_FALSE(VerifiedFile::open(folder / "b")) << "what was written as another file";
  EXPECT_TRUE(VerifiedFile::open(folder / "a"));
}

TEST(VerifiedFileTest, AWriterThatFailsLeavesWhatWasThere) {
  testing::TemporaryFolder folder;
  write_verified_file(folder / "a", [](std::ostream& out) { out << "first"; });
  EXPECT_EQ(testing::failure(
                [&] { write_verified_file(folder / "a", [](std::ostream&) { throw Error(ErrorCode::cancelled, "no"); }); }),
            "no");
  EXPECT_EQ(content_of(*VerifiedFile::open(folder / "a")), "first");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
  testing::failure([&] { write_verified_file(folder / "none" / "a", [](std::ostream&) {}); }, ErrorCode::unwritable);
}

}  // namespace
}  // namespace affectus
