#include "affectus/open_model.h"

#include <gmock/gmock.h>

#include "affectus/error.h"
#include "affectus/model_folder.h"
#include "failure.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using testing::failure;
using ::testing::HasSubstr;

const std::string shipped = AFFECTUS_SOURCE_DIR "/models/affectus-mfb";

TEST(OpenModelTest, AFoldersModelIsTheOneThatLoadsFromIt) {
  const std::vector<float> samples(16000, 0.25F);
  const auto opened = open_model(shipped, {.fetch = false});
  EXPECT_EQ(opened->estimate(samples).embedding, load_model_folder(shipped)->estimate(samples).embedding);
  EXPECT_EQ(find_model(shipped), shipped);
}

TEST(OpenModelTest, WhatAModelIsNeedsNoWeights) {
  const testing::TemporaryFolder folder;
  std::filesystem::copy_file(shipped + "/config.json", folder / "config.json");
  EXPECT_EQ(describe_model(folder.path().string()).text(), read_model_config(shipped + "/config.json").text());
  EXPECT_THROW(open_model(folder.path().string()), Error);
}

TEST(OpenModelTest, WhatIsNotThereIsNamed) {
  for (const auto& work :
       std::vector<std::function<void()>>{[] { open_model("/nowhere/model"); }, [] { describe_model("/nowhere/model"); },
                                          [] { find_model("/nowhere/model"); }})
    EXPECT_THAT(failure(work), HasSubstr("/nowhere/model"));
}

TEST(OpenModelTest, OptionsAreChecked) {
  try {
    open_model(shipped, {.device = "abacus"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_THAT(error.what(), HasSubstr("abacus"));
  }
}

TEST(OpenModelTest, FrontEndsAreThoseThatAreBuiltInAndEncoders) {
  const FrontEndRegistry front_ends = open_front_ends();
  EXPECT_EQ(front_ends.make("mfb", "")->dim(), 40);
  EXPECT_EQ(make_front_end("mfb+prosody", front_ends)->dim(), 43);
  EXPECT_THAT(failure([&] { front_ends.make("mfcc", ""); }), HasSubstr("expected mfb, prosody, an encoder"));
}

}  // namespace
}  // namespace affectus
