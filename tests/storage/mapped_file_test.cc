#include "storage/mapped_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <utility>

#include "affectus/error.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

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

}  // namespace
}  // namespace affectus
