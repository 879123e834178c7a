#include "hub/http.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "affectus/error.h"
#include "base/files.h"
#include "hub/file_digest.h"
#include "hub/hub_name.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

ErrorCode failure(const std::string& url) {
  try {
    http_get({.url = url}, [](std::string_view) { return true; });
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << url << " answered";
  return ErrorCode::cancelled;
}

// What a server does is in pull.py.
TEST(HttpTest, OnlyHttpIsSpoken) {
  EXPECT_EQ(failure("file:///etc/passwd"), ErrorCode::unreadable);
  EXPECT_EQ(failure("gopher://localhost/"), ErrorCode::unreadable);
  EXPECT_EQ(failure("not an address"), ErrorCode::invalid_argument);
}

TEST(FileDigestTest, KnowsGitsAndShasNames) {
  testing::TemporaryFolder folder;
  write_file_atomically(folder / "a", [](std::ostream& out) { out << "hello\n"; });
  // git hash-object, sha256sum
  EXPECT_EQ(git_blob_of_file(folder / "a"), "ce013625030ba8dba906f756967f9e9ca394464a");
  EXPECT_EQ(sha256_of_file(folder / "a"), "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
}

TEST(HubNameTest, IsOwnerNameAndRevision) {
  const auto name = HubName::parse("openai/whisper-tiny.en:refs/pr/1");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->id(), "openai/whisper-tiny.en");
  EXPECT_EQ(name->revision, "refs/pr/1");
  EXPECT_EQ(HubName::parse("a/b")->revision, "main");
  for (const char* none : {"", "a", "/b", "a/", "a/b/c", "../b", "a/..", "a/b:", "a/b:../c", "a/b:c//d", "a b/c"})
    EXPECT_FALSE(HubName::parse(none)) << none;
}

}  // namespace
}  // namespace affectus
