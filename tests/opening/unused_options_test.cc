#include "opening/unused_options.h"

#include <gmock/gmock.h>

#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ModelConfig model_of(const std::vector<std::string>& front_ends) {
  ModelConfig config;
  config.name = "small";
  for (const std::string& name : front_ends) config.front_ends.push_back({.name = name, .options = {}, .normalization = {}});
  return config;
}

const ModelConfig filterbank = model_of({"mfb", "prosody"});
const ModelConfig encoder = model_of({"hf:owner/name:v2@2,3", "prosody"});
const ModelConfig of_others = model_of({});

TEST(UnusedOptionsTest, DefaultsAreNotSpokenOf) {
  for (const ModelConfig& model : {filterbank, encoder, of_others})
    EXPECT_THAT(unused_options(model, {.device = "CPU", .threads = 3}), IsEmpty());
}

TEST(UnusedOptionsTest, AModelWithoutEncodersHasNoUseForWhatEncodersRunOn) {
  const OpenOptions options = {.device = "gpu", .precision = "int8", .calibration = "speech.wav"};
  EXPECT_THAT(unused_options(filterbank, options),
              ElementsAre("device gpu, precision int8, calibration speech.wav: without effect, since small has no encoder"));
  EXPECT_THAT(unused_options(encoder, options), IsEmpty());
  EXPECT_THAT(unused_options(of_others, options), IsEmpty());
  EXPECT_THAT(unused_options(encoder, {.calibration = "speech.wav"}),
              ElementsAre("calibration speech.wav: without effect, since the precision is float32"));
}

TEST(UnusedOptionsTest, OnlyWhatEncodersMakeIsCached) {
  EXPECT_THAT(unused_options(filterbank, {.cache = false}),
              ElementsAre("no-cache: without effect, since small has no encoder"));
  EXPECT_THAT(unused_options(encoder, {.cache = false}), IsEmpty());
  EXPECT_THAT(unused_options(of_others, {.cache = false}), IsEmpty());
  // The caller, who caches features itself, goes by the same option.
  EXPECT_THAT(unused_options(filterbank, {.cache = false, .cache_features = false}), IsEmpty());
}

TEST(UnusedOptionsTest, FoldersOfEncodersAreForThoseThatTheModelNames) {
  EXPECT_THAT(unused_options(encoder, {.encoders = {{"", "all"}}}), IsEmpty());
  EXPECT_THAT(unused_options(encoder, {.encoders = {{"owner/name", "own"}}}), IsEmpty());
  EXPECT_THAT(unused_options(encoder, {.encoders = {{"", "all"}, {"owner/name", "own"}, {"owner/nam", "slip"}}}),
              ElementsAre("encoder all: without effect, since small needs only owner/name",
                          "encoder owner/nam=slip: without effect, since small needs only owner/name"));
  for (const ModelConfig& model : {filterbank, of_others})
    EXPECT_THAT(unused_options(model, {.encoders = {{"", "all"}}}),
                ElementsAre("encoder all: without effect, since small needs none of the hub"));
  const testing::TemporaryFolder folder;
  EXPECT_THAT(unused_options(model_of({folder.path().string() + "@2"}), {.encoders = {{"", "all"}}}),
              ElementsAre("encoder all: without effect, since small needs none of the hub"));
}

TEST(UnusedOptionsTest, FrontEndsThatAreMadeWithoutAModelAreNoDifferent) {
  const OpenOptions options = {.device = "gpu", .encoders = {{"", "all"}}};
  EXPECT_THAT(unused_options("mfb+prosody", {"mfb", "prosody"}, options),
              ElementsAre("device gpu: without effect, since mfb+prosody has no encoder",
                          "encoder all: without effect, since mfb+prosody needs none of the hub"));
  EXPECT_THAT(unused_options("both", {"mfb", "hf:owner/name@2"}, options), IsEmpty());
}

}  // namespace
}  // namespace affectus
