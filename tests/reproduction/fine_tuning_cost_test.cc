#include "reproduction/fine_tuning_cost.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "affectus/error.h"
#include "encoder_graphs/operation_count.h"
#include "failure.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;

const std::string folder = AFFECTUS_SOURCE_DIR "/tests/encoders/golden/hubert_layer";

Recipe recipe_of(const std::string& encoder, int layer = 2) {
  return Recipe::parse("name = \"r\"\ncorpora = [{name = \"c\"}]\nfront_ends = [{name = \"" + folder + "@" +
                           std::to_string(layer) + "\"}]\ntraining = {batch_size = 8, epochs = 3}\n[encoder]\n" + encoder,
                       "r.toml");
}

TEST(FineTuningCost, IsThatOfEveryUtteranceInEveryEpoch) {
  const EncoderConfig config = EncoderConfig::read(folder);
  const FineTuningCost cost = fine_tuning_cost(recipe_of("train = \"top\"\nlayers = 1"), folder, 100, 2, 130);
  const LearningPart part{.used_layers = 2, .layers = 1};
  EXPECT_DOUBLE_EQ(cost.operations, 2 * 100 * 3 * step_operations(config, 32000, part));
  EXPECT_DOUBLE_EQ(cost.before_operations, 2 * 130 * cached_operations(config, 32000, part));
  EXPECT_DOUBLE_EQ(cost.scored_operations, 2 * forward_operations(config, 32000, 2));
  EXPECT_DOUBLE_EQ(cost.bytes, training_bytes(config, 32000, 16, part));
  EXPECT_DOUBLE_EQ(cost.saved_bytes, 4 * count_parameters(config).all(config.layers));  // all layers, whichever learn
  const FineTuningCost lora = fine_tuning_cost(recipe_of("train = \"lora\"\nrank = 2"), folder, 100, 2, 130);
  EXPECT_DOUBLE_EQ(lora.saved_bytes, 4.0 * 2 * 2 * 2 * (config.hidden_size + config.hidden_size));  // layers, products, rank
}

TEST(FineTuningCost, FollowsTheRecipe) {
  const auto operations = [](const std::string& encoder, int layer = 2) {
    return fine_tuning_cost(recipe_of(encoder, layer), folder, 100, 2, 100).operations;
  };
  const auto bytes = [](const std::string& encoder) {
    return fine_tuning_cost(recipe_of(encoder), folder, 100, 2, 100).bytes;
  };
  EXPECT_LT(operations("train = \"top\"\nlayers = 1"), operations("train = \"top\""));
  EXPECT_LT(operations("train = \"top\"", 1), operations("train = \"top\"", 2));
  EXPECT_LT(operations("train = \"top\""), operations("train = \"all\""));
  EXPECT_LT(operations("train = \"lora\""), operations("train = \"top\""));
  EXPECT_LT(operations("train = \"lora\"\nrank = 2"), operations("train = \"lora\"\nrank = 4"));
  EXPECT_LT(operations("train = \"top\""), operations("train = \"top\"\ncheckpointing = true"));
  EXPECT_EQ(operations("train = \"top\""), operations("train = \"top\"\nseconds_at_once = 16"));  // all of a batch
  EXPECT_LT(operations("train = \"top\""), operations("train = \"top\"\nseconds_at_once = 8"));
  EXPECT_GT(bytes("train = \"top\""), bytes("train = \"top\"\nseconds_at_once = 8"));
  EXPECT_GT(bytes("train = \"top\""), bytes("train = \"lora\""));
}

TEST(FineTuningCost, TheHighestLayerIsUsed) {
  EXPECT_EQ(used_layers(folder + "@0,2,1", folder), 2U);
  EXPECT_EQ(used_layers(folder + "@-1", folder), EncoderConfig::read(folder).layers);
  EXPECT_EQ(used_layers(folder + "@mix", folder), EncoderConfig::read(folder).layers);
  EXPECT_THAT(testing::failure([] { (void)used_layers("mfb", folder); }, ErrorCode::invalid_argument),
              HasSubstr("expected an encoder and its layer, NAME@LAYER, found 'mfb'"));
}

TEST(FineTuningCost, AWrongTargetIsToldWithTheRecipesFile) {
  const Recipe recipe = recipe_of("train = \"lora\"\ntargets = [\"q_proj\", \"fc1\"]");
  EXPECT_EQ(testing::failure([&] { (void)fine_tuning_cost(recipe, folder, 100, 2, 100); }, ErrorCode::invalid_argument),
            "r.toml: [encoder]: targets: expected ends of names of the layers' products, found fc1");
}

// 13 % of 312 TFLOP/s, an hour.
TEST(FineTuningCost, HoursAreOfTheAssumedShareOfThePeak) {
  EXPECT_NEAR(hours_on(accelerators[0], 0.13 * 312e12 * 3600), 1, 1e-12);
}

}  // namespace
}  // namespace affectus
