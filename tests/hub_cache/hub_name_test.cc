#include "hub_cache/hub_name.h"

#include <gtest/gtest.h>

namespace affectus {
namespace {

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
