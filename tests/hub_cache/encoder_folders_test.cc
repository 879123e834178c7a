#include "hub_cache/encoder_folders.h"

#include <gmock/gmock.h>

#include "failure.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using testing::failure;
using ::testing::HasSubstr;
using ::testing::Pair;
namespace fs = std::filesystem;

class EncoderFoldersTest : public ::testing::Test {
 protected:
  testing::TemporaryFolder folder_;
  const std::string place_ = folder_.path().string();
};

TEST_F(EncoderFoldersTest, AreFoldersOfOneNameOrOfAll) {
  fs::create_directory(folder_ / "a=b");
  const EncoderFolders folders = parse_encoder_folders({place_, "owner/name=" + place_, "owner/other=" + place_ + "/a=b"});
  EXPECT_THAT(folders, ElementsAre(Pair("", place_), Pair("owner/name", place_), Pair("owner/other", place_ + "/a=b")));
  EXPECT_THAT(parse_encoder_folders({place_ + "/a=b"}), ElementsAre(Pair("", place_ + "/a=b")));
}

TEST_F(EncoderFoldersTest, WhatIsNoNameOrNoFolderIsNamed) {
  for (const std::string& text : {std::string(), place_ + "/none", "owner/name=" + place_ + "/none", "name=" + place_,
                                  "hf:owner/name=" + place_, "owner/name:main=" + place_, "=" + place_})
    EXPECT_THAT(failure([&] { parse_encoder_folders({text}); }),
                HasSubstr("encoder: expected FOLDER or OWNER/NAME=FOLDER, found '" + text + "'"));
}

TEST_F(EncoderFoldersTest, AFolderThatIsNotThereIsToldFromAWrongName) {
  const auto message = [](const std::string& text) { return failure([&] { parse_encoder_folders({text}); }); };
  EXPECT_THAT(message("/nowhere"), HasSubstr("found '/nowhere': there is no folder /nowhere"));
  EXPECT_THAT(message("owner/name=/nowhere"), HasSubstr(": there is no folder /nowhere"));
  EXPECT_THAT(message("/dev/null"), HasSubstr("found '/dev/null', which is no folder"));
  EXPECT_THAT(message("name=/nowhere"), ::testing::EndsWith("found 'name=/nowhere'"));
}

TEST_F(EncoderFoldersTest, ANamesOwnComesBeforeThatOfAll) {
  const EncoderFolders folders = {{"", "all"}, {"owner/name", "own"}};
  EXPECT_EQ(find_encoder_folder(folders, {"owner", "name"})->second, "own");
  EXPECT_EQ(find_encoder_folder(folders, {"owner", "other"})->second, "all");
  const EncoderFolders named = {{"owner/name", "own"}};
  EXPECT_EQ(find_encoder_folder(named, {"owner", "other"}), named.end());
}

}  // namespace
}  // namespace affectus
