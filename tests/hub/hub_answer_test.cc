#include "hub/hub_answer.h"

#include <gmock/gmock.h>

#include "failure.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using testing::failure;
using ::testing::HasSubstr;

const std::string hash = "0123456789abcdef0123456789abcdef01234567";

TEST(HubAnswerTest, ARevisionIsACommitAndItsFiles) {
  const HubRevision revision = parse_hub_revision(
      R"({"sha": ")" + hash + R"(", "siblings": [{"rfilename": "config.json"}, {"rfilename": "a/b"}, {"size": 1}, 2]})",
      "o/n");
  EXPECT_EQ(revision.commit, hash);
  EXPECT_THAT(revision.files, ElementsAre("a/b", "config.json"));
  for (const char* none :
       {"", "[]", "{}", R"({"sha": 1, "siblings": []})", R"({"sha": "abc"})", R"({"sha": "abc", "siblings": {}})"})
    EXPECT_THAT(failure([&] { parse_hub_revision(none, "o/n"); }), HasSubstr("hf:o/n: expected the hub's description"))
        << none;
  EXPECT_THAT(failure([] { parse_hub_revision(R"({"sha": "../../x", "siblings": []})", "o/n"); }),
              HasSubstr("expected a commit's hash, found '../../x'"));
}

TEST(HubAnswerTest, AFileIsItsHashAndSize) {
  const HubFile small = parse_hub_file("a", {{"etag", "W/\"" + hash + "\""}, {"content-length", "12"}}, "o/n");
  EXPECT_EQ(small.etag, hash);
  EXPECT_EQ(small.size, 12);
  const HubFile large = parse_hub_file(
      "a", {{"etag", "\"x\""}, {"content-length", "0"}, {"x-linked-etag", "\"y\""}, {"x-linked-size", "7"}}, "o/n");
  EXPECT_EQ(large.etag, "y");
  EXPECT_EQ(large.size, 7);
  EXPECT_THAT(failure([] {
                parse_hub_file("a", {{"content-length", "1"}}, "o/n");
              }),
              HasSubstr("hf:o/n: a: expected a hash"));
  EXPECT_THAT(failure([] { parse_hub_file("a", {{"etag", "../x"}, {"content-length", "1"}}, "o/n"); }), HasSubstr("'../x'"));
  for (const char* none : {"", "-1", "1e3", "9999999999999999999"})
    EXPECT_THAT(failure([&] {
                  parse_hub_file("a", {{"etag", "x"}, {"content-length", none}}, "o/n");
                }),
                HasSubstr("expected its size in bytes"));
}

}  // namespace
}  // namespace affectus
