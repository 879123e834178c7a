#include "storage/folders.h"

#include <gmock/gmock.h>

#include "affectus/error.h"
#include "failure.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(FoldersTest, AreMadeWithThoseAbove) {
  testing::TemporaryFolder folder;
  for (int again = 0; again < 2; ++again) make_folder(folder / "a/b/c/");
  EXPECT_TRUE(is_folder(folder / "a/b/c"));
  std::filesystem::create_symlink("a", folder / "link");
  make_folder(folder / "link/d");
  EXPECT_TRUE(is_folder(folder / "a/d"));
  EXPECT_FALSE(is_folder(folder / "nothing"));
}

TEST(FoldersTest, AFileInTheWayIsNamed) {
  testing::TemporaryFolder folder;
  write_file_atomically(folder / "file", [](std::ostream&) {});
  for (const char* below : {"file", "file/", "file/b", "file/b/c"})
    EXPECT_THAT(testing::failure([&] { make_folder(folder / below); }, ErrorCode::unwritable),
                AllOf(HasSubstr((folder / "file").string() + ": "), HasSubstr("expected a folder")))
        << below;
}

TEST(FoldersTest, WhereNothingCanBeMadeIsNamed) {
  EXPECT_THAT(testing::failure([] { make_folder("/proc/nowhere/a"); }, ErrorCode::unwritable), HasSubstr("/proc/nowhere: "));
  EXPECT_THAT(testing::failure([] { require_writable_folder("/nowhere"); }, ErrorCode::unwritable), HasSubstr("/nowhere: "));
}

}  // namespace
}  // namespace affectus
