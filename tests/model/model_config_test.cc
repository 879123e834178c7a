#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "affectus/error.h"
#include "affectus/model.h"

namespace affectus {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

ModelConfig small_config() {
  ModelConfig config;
  config.name = "small";
  config.front_ends = {
      {.name = "mfb",
       .options = R"({"bins":20})",
       .dim = 20,
       .normalization = {.dynamic_range = 9, .mean = std::vector<float>(20, 0.5F)}},
      {.name = "prosody", .options = "{}", .dim = 3, .normalization = {.utterance = Normalization::Utterance::none}}};
  config.estimator.input_dim = 23;
  config.estimator.pooling = EstimatorShape::Pooling::statistics;
  config.dimensions = {"valence", "activation"};
  config.categories = {"happy", "sad"};
  config.longest_training_input_s = 5;
  config.licence = "CC0-1.0";
  config.training_data = {"none"};
  config.figures = {{"nowhere test", "true", {{"ccc_valence", 0.5}}}};
  return config;
}

json written(const ModelConfig& config) { return json::parse(config.text()); }

std::string refusal(const json& value) {
  try {
    ModelConfig::parse(value.dump(), "config.json");
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(ModelConfigTest, WhatIsWrittenIsReadBack) {
  const ModelConfig config = ModelConfig::parse(written(small_config()).dump(), "config.json");
  EXPECT_EQ(config.front_ends[0].normalization.dynamic_range, 9);
  EXPECT_EQ(config.front_ends[0].normalization.mean, std::vector<float>(20, 0.5F));
  EXPECT_EQ(config.front_ends[1].name, "prosody");
  EXPECT_EQ(config.estimator.pooling, EstimatorShape::Pooling::statistics);
  EXPECT_EQ(config.estimator.dimensions, 2U);
  EXPECT_EQ(config.estimator.categories, 2U);
  EXPECT_EQ(config.dimensions, small_config().dimensions);
  EXPECT_EQ(config.figures[0].values.at("ccc_valence"), 0.5);
  EXPECT_EQ(written(config), written(small_config()));
}

TEST(ModelConfigTest, EachMistakeIsNamed) {
  const json good = written(small_config());
  EXPECT_EQ(refusal(good), "");
  const auto with = [&](const char* pointer, json value) {
    json changed = good;
    changed[json::json_pointer(pointer)] = std::move(value);
    return refusal(changed);
  };
  EXPECT_THAT(with("/format", "other"), HasSubstr("format: expected one of affectus-model"));
  EXPECT_THAT(with("/version", 2), HasSubstr("version: expected 1, found 2"));
  EXPECT_THAT(with("/extra", 1), HasSubstr("unknown field 'extra'"));
  EXPECT_THAT(with("/estimator/input_dim", 40), HasSubstr("expected the front ends' 23, found 40"));
  EXPECT_THAT(with("/estimator/gru_units", -1), HasSubstr("gru_units: expected a whole number"));
  EXPECT_THAT(with("/estimator/pooling", "max"), HasSubstr("pooling: expected one of"));
  EXPECT_THAT(with("/estimator/convolution_kernel", 4), HasSubstr("convolution"));
  EXPECT_THAT(with("/dimensions/0", "arousal"), HasSubstr("unknown name 'arousal'"));
  EXPECT_THAT(with("/dimensions/0", "activation"), HasSubstr("'activation' twice"));
  EXPECT_THAT(with("/categories/1", "happy"), HasSubstr("'happy' twice"));
  EXPECT_THAT(with("/scale", json{1, 1}), HasSubstr("scale"));
  EXPECT_THAT(with("/longest_training_input_s", 0), HasSubstr("longest_training_input_s"));
  EXPECT_THAT(with("/front_ends/0/options", json::array()), HasSubstr("options: expected an object"));
  EXPECT_THAT(with("/front_ends/0/dim", -1), HasSubstr("dim: expected a whole number"));
  EXPECT_THAT(with("/front_ends/0/name", 1), HasSubstr("name: expected a text"));
  EXPECT_THAT(with("/front_ends/0/normalization/mean", json{1.0}), HasSubstr("expected 20 numbers, found 1"));
  EXPECT_THAT(with("/front_ends/1/normalization/scale", json{1, 0, 1}), HasSubstr("scale: expected numbers above 0"));
  EXPECT_THAT(with("/front_ends/0/normalization/dynamic_range", -1), HasSubstr("dynamic_range"));
  json missing = good;
  missing.erase("licence");
  EXPECT_THAT(refusal(missing), HasSubstr("'licence'"));
}

TEST(ModelConfigTest, DistancesNeedANetworkThatMeasuresThem) {
  ModelConfig config = small_config();
  config.estimator.familiarity = 16;
  for (std::size_t i = 0; i < ModelConfig::distance_quantiles; ++i)
    config.familiarity_distances.push_back(0.1 * static_cast<double>(i));
  const ModelConfig read = ModelConfig::parse(config.text(), "config.json");
  EXPECT_EQ(read.estimator.familiarity, 16U);
  EXPECT_EQ(read.familiarity_distances, config.familiarity_distances);

  const json good = written(config);
  const auto with = [&](const char* pointer, const json& value) {
    json changed = good;
    changed[json::json_pointer(pointer)] = value;
    return refusal(changed);
  };
  EXPECT_EQ(refusal(good), "");
  EXPECT_THAT(with("/familiarity_distances", json{1, 2}), HasSubstr("distances: expected 21 numbers, found 2"));
  EXPECT_THAT(with("/familiarity_distances/3", 7), HasSubstr("distances: expected ascending numbers"));
  EXPECT_THAT(with("/familiarity_distances/3", "far"), HasSubstr("expected a list of finite numbers, found \"far\""));
  EXPECT_THAT(with("/estimator/familiarity", 0), HasSubstr("distances: expected them with an estimator that has"));
  EXPECT_THAT(with("/estimator/familiarity", 129), HasSubstr("familiarity: expected 0 to 128, found 129"));
}

// Which front ends there are depends on the program; a configuration can be read without them.
TEST(ModelConfigTest, FrontEndsNeedNotBeThere) {
  json config = written(small_config());
  config["front_ends"][0]["name"] = "hf:owner/name@3";
  config["front_ends"][0]["options"] = {{"window_s", 20}};
  EXPECT_EQ(refusal(config), "");
  const ModelConfig read = ModelConfig::parse(config.dump(), "config.json");
  EXPECT_EQ(read.front_ends[0].name, "hf:owner/name@3");
  EXPECT_EQ(json::parse(read.front_ends[0].options), json({{"window_s", 20}}));
}

}  // namespace
}  // namespace affectus
