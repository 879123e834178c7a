#include "hub/file_digest.h"

#include <gtest/gtest.h>

#include "affectus/error.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

TEST(FileDigestTest, KnowsGitsAndShasNames) {
  testing::TemporaryFolder folder;
  write_file_atomically(folder / "a", [](std::ostream& out) { out << "hello\n"; });
  // git hash-object, sha256sum
  EXPECT_EQ(git_blob_of_file(folder / "a"), "ce013625030ba8dba906f756967f9e9ca394464a");
  EXPECT_EQ(sha256_of_file(folder / "a"), "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
}

TEST(FileDigestTest, ALargeFileCanBeLeft) {
  testing::TemporaryFolder folder;
  write_file_atomically(folder / "a", [](std::ostream& out) { out << std::string(5 << 20, 'a'); });
  int blocks = 0;
  const auto leave = [&] {
    if (++blocks == 2) throw Error(ErrorCode::cancelled, "enough");
  };
  EXPECT_THROW(sha256_of_file(folder / "a", leave), Error);
  EXPECT_EQ(blocks, 2);
}

}  // namespace
}  // namespace affectus
