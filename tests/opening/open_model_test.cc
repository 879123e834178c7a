#include "affectus/open_model.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "affectus/error.h"
#include "affectus/model_folder.h"
#include "failure.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
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

// Whatever the model.
TEST(OpenModelTest, OptionsAreChecked) {
  for (const OpenOptions& options :
       {OpenOptions{.device = "abacus"}, OpenOptions{.device = "gpu.abacus"}, OpenOptions{.precision = "abacus"}})
    for (const auto& work :
         std::vector<std::function<void()>>{[&] { open_model(shipped, options); }, [&] { describe_model(shipped, options); },
                                            [&] { open_front_ends(options); }})
      try {
        work();
        ADD_FAILURE() << "nothing was wrong";
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
        EXPECT_THAT(error.what(), HasSubstr("abacus"));
      }
  EXPECT_TRUE(open_model(shipped, {.device = "CPU"}));
}

#ifdef AFFECTUS_HAS_ENCODERS
TEST(OpenModelTest, WhatEncodersRunOnIsLookedForWithTheFirstEncoder) {
  std::vector<std::string> lines;
  const std::string no_recording = AFFECTUS_SOURCE_DIR "/README.md";
  OpenOptions options = {.device = "npu.9", .precision = "int8", .calibration = no_recording};
  options.encoders[""] = "/nowhere/encoder";
  options.observer.warning = [&](const std::string& line) { lines.push_back(line); };
  EXPECT_TRUE(open_model(shipped, options));
  EXPECT_THAT(lines, ElementsAre(HasSubstr("device npu.9, precision int8, calibration " + no_recording + ": without effect"),
                                 HasSubstr("encoder /nowhere/encoder: without effect")));
  const std::string encoder = AFFECTUS_SOURCE_DIR "/tests/encoders/golden/hubert_layer@1";
  const FrontEndRegistry front_ends = open_front_ends(options);
  EXPECT_EQ(front_ends.make("mfb", "")->dim(), 40);
  EXPECT_THAT(failure([&] { front_ends.make(encoder, ""); }), HasSubstr("'npu.9'"));
  options.device = "cpu";
  EXPECT_THAT(failure([&] { open_front_ends(options).make(encoder, ""); }), HasSubstr(no_recording + ": "));
  options.calibration = "/nowhere/speech.wav";
  for (const auto& work :
       std::vector<std::function<void()>>{[&] { open_front_ends(options); }, [&] { open_model(shipped, options); }})
    EXPECT_EQ(failure(work, ErrorCode::not_found), "/nowhere/speech.wav: no such file");
}
#endif

TEST(OpenModelTest, WhatOnlyCheckpointsOfOthersLackIsRefused) {
  for (const OpenOptions& options :
       {OpenOptions{.labels = {"calm"}}, OpenOptions{.input_mean = 0}, OpenOptions{.input_deviation = 1}})
    for (const auto& work : std::vector<std::function<void()>>{[&] { open_model(shipped, options); },
                                                               [&] { describe_model(shipped, options); }})
      EXPECT_THAT(failure(work), HasSubstr("are for another project's checkpoint; this model has its own"));
}

// Whatever goes wrong on the way, also in a callback.
TEST(OpenModelTest, OtherExceptionsBecomeErrors) {
  OpenOptions options = {.device = "cpu", .calibration = AFFECTUS_SOURCE_DIR "/README.md"};
  options.observer.warning = [](const std::string&) { throw std::runtime_error("no ink"); };
  EXPECT_THAT(failure([&] { open_model(shipped, options); }, ErrorCode::unsupported),
              AllOf(HasSubstr(shipped), HasSubstr("no ink")));
  EXPECT_THAT(failure([&] { open_front_ends(options, "the recipe", {"mfb"}); }, ErrorCode::unsupported),
              HasSubstr("no ink"));
}

TEST(OpenModelTest, FrontEndsAreThoseThatAreBuiltInAndEncoders) {
  const FrontEndRegistry front_ends = open_front_ends();
  EXPECT_EQ(front_ends.make("mfb", "")->dim(), 40);
  EXPECT_EQ(make_front_end("mfb+prosody", front_ends)->dim(), 43);
  EXPECT_THAT(failure([&] { front_ends.make("mfcc", ""); }), HasSubstr("expected mfb, prosody, an encoder"));
}

}  // namespace
}  // namespace affectus
