#include "storage/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affectus/error.h"
#include "failure.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

TEST(FilesTest, WritesAndReadsBack) {
  testing::TemporaryFolder folder;
  write_file_atomically(folder / "a", [](std::ostream& out) { out << "first"; });
  write_file_atomically(folder / "a", [](std::ostream& out) { out << "second"; });
  EXPECT_EQ(read_file(folder / "a"), "second");
}

TEST(FilesTest, AFailedWriteLeavesTheOldFileAndNothingElse) {
  testing::TemporaryFolder folder;
  write_file_atomically(folder / "a", [](std::ostream& out) { out << "first"; });
  EXPECT_THROW(write_file_atomically(folder / "a",
                                     [](std::ostream& out) {
                                       out << "half";
                                       throw Error(ErrorCode::cancelled, "stopped");
                                     }),
               Error);
  EXPECT_EQ(read_file(folder / "a"), "first");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(FilesTest, AnUnwritablePlaceIsNamed) {
  testing::TemporaryFolder folder;
  const auto write = [&] { write_file_atomically(folder / "missing" / "a", [](std::ostream& out) { out << "x"; }); };
  EXPECT_THAT(testing::failure(write, ErrorCode::unwritable), ::testing::HasSubstr("missing/a"));
}

TEST(FilesTest, MissingFolderAndTooLargeFilesAreRefused) {
  testing::TemporaryFolder folder;
  write_file_atomically(folder / "a", [](std::ostream& out) { out << "12345"; });
  EXPECT_THROW(read_file(folder / "b"), Error);
  EXPECT_THROW(read_file(folder.path()), Error);
  EXPECT_THROW(read_file(folder / "a", 4), Error);
  EXPECT_EQ(read_file(folder / "a", 5), "12345");
}

}  // namespace
}  // namespace affectus
