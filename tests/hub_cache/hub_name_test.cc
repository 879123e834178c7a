#include "hub_cache/hub_name.h"

#include <gtest/gtest.h>
#include <stdlib.h>

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

TEST(HubCacheTest, IsNeverInTheWorkingFolder) {
  for (const char* name : {"HF_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME", "HOME"}) ::unsetenv(name);
  EXPECT_TRUE(hub_cache().is_absolute()) << hub_cache();
  ::setenv("HOME", "/home/somebody", 1);
  EXPECT_EQ(hub_cache(), "/home/somebody/.cache/huggingface/hub");
}

}  // namespace
}  // namespace affectus
