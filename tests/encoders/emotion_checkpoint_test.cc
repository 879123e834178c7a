// Tiny emotion checkpoints against their published definitions (make_emotion_goldens.py).
#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "affectus/audio.h"
#include "affectus/emotion_checkpoints.h"
#include "affectus/error.h"
#include "affectus/prediction.h"
#include "encoders/emotion_checkpoint_config.h"
#include "failure.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using testing::failure;
using ::testing::HasSubstr;
using testing::TemporaryFolder;

const std::filesystem::path emotion_goldens = AFFECTUS_SOURCE_DIR "/tests/encoders/golden_emotion";

std::span<const float> speech() {
  static const std::vector<float> samples = read_audio(AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac");
  return std::span(samples).subspan(5 * sample_rate_hz, sample_rate_hz);
}

class EmotionGoldenTest : public ::testing::TestWithParam<const char*> {};

TEST_P(EmotionGoldenTest, ScoresAreThePublishedDefinitions) {
  const auto expected = json::parse(read_file(emotion_goldens / GetParam() / "scores.json")).get<std::vector<float>>();
  const std::shared_ptr<const Model> model = load_emotion_checkpoint(emotion_goldens / GetParam(), {});
  ASSERT_TRUE(model->is_wrapped());
  const WindowEstimate found = model->estimate(speech());
  if (!found.dimensions.empty()) {
    ASSERT_EQ(found.dimensions.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(found.dimensions[i], expected[i], 1e-4);
    return;
  }
  double sum = 0;
  for (const float score : expected) sum += std::exp(score);
  ASSERT_EQ(found.categories.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(found.categories[i], std::exp(expected[i]) / sum, 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Checkpoints, EmotionGoldenTest,
                         ::testing::Values("hubert_weighted", "wav2vec2_last", "wavlm_weighted", "data2vec_last",
                                           "whisper_weighted", "dense_dimensions", "dense_categories",
                                           "attentive_dimensions", "attentive_categories", "vox_wavlm_dimensions",
                                           "vox_wavlm_categories", "vox_whisper_dimensions"),
                         [](const auto& name) { return std::string(name.param); });

TEST(EmotionCheckpointTest, OneOfTheHubIsCalledAsThere) {
  EXPECT_EQ(describe_emotion_checkpoint(emotion_goldens / "dense_dimensions").name, "dense_dimensions");
  const TemporaryFolder folder;
  const std::filesystem::path snapshots = folder / "models--owner--name/snapshots";
  std::filesystem::create_directories(snapshots);
  std::filesystem::copy(emotion_goldens / "dense_dimensions", snapshots / "0123abc");
  EXPECT_EQ(describe_emotion_checkpoint(snapshots / "0123abc").name, "owner/name");
}

TEST(EmotionCheckpointTest, EachOutputHasItsNameWhateverTheOrder) {
  const std::shared_ptr<const Model> dimensions = load_emotion_checkpoint(emotion_goldens / "dense_dimensions", {});
  EXPECT_THAT(dimensions->config().dimensions, ElementsAre("activation", "dominance", "valence"));
  const std::shared_ptr<const Model> categories = load_emotion_checkpoint(emotion_goldens / "dense_categories", {});
  EXPECT_THAT(categories->config().dimensions, ElementsAre());
  EXPECT_THAT(categories->config().categories, ElementsAre("angry", "sad", "happy", "neutral"));

  const auto scores = json::parse(read_file(emotion_goldens / "dense_dimensions/scores.json")).get<std::vector<double>>();
  Predictor predictor(dimensions, {.scale = Scale::unit, .embedding = true});
  std::vector<EmotionSegment> rows;
  predictor.push(speech(), rows);
  predictor.finish(rows);
  ASSERT_EQ(rows.size(), 1);
  EXPECT_NEAR(*rows[0].activation, scores[0], 1e-4);
  EXPECT_NEAR(*rows[0].dominance, scores[1], 1e-4);
  EXPECT_NEAR(*rows[0].valence, scores[2], 1e-4);
  EXPECT_EQ(rows[0].embedding.size(), dimensions->config().estimator.embedding_units);
}

TEST(EmotionCheckpointTest, ALongRecordingIsDoneInWindowsAndAShortOneScored) {
  const std::shared_ptr<const Model> model = load_emotion_checkpoint(emotion_goldens / "attentive_dimensions", {});
  EXPECT_DOUBLE_EQ(model->config().longest_training_input_s, 12);
  for (const std::size_t samples : {1UL, 100UL, 400UL}) {
    Predictor predictor(model, {});
    std::vector<EmotionSegment> rows;
    predictor.push(speech().first(samples), rows);
    predictor.finish(rows);
    ASSERT_EQ(rows.size(), 1);
    EXPECT_TRUE(std::isfinite(*rows[0].valence));
  }
}

// A copy of a golden with its config changed.
std::string refusal(const std::string& golden, const std::function<void(json&)>& change, const CheckpointFacts& facts = {}) {
  TemporaryFolder folder;
  std::filesystem::copy(emotion_goldens / golden, folder.path(), std::filesystem::copy_options::recursive);
  json config = json::parse(read_file(folder / "config.json"));
  change(config);
  write_file_atomically(folder / "config.json", [&](std::ostream& out) { out << config; });
  return failure([&] { load_emotion_checkpoint(folder.path(), {}, facts); });
}

TEST(EmotionCheckpointTest, VoxProfileIsReadByWhatItsConstructorTook) {
  const std::shared_ptr<const Model> dimensions = load_emotion_checkpoint(emotion_goldens / "vox_wavlm_dimensions", {});
  EXPECT_THAT(dimensions->config().dimensions, ElementsAre("activation", "valence", "dominance"));
  EXPECT_THAT(dimensions->config().licence, HasSubstr("no commercial use"));
  EXPECT_DOUBLE_EQ(dimensions->config().longest_training_input_s, 15);
  const ModelConfig categories = describe_emotion_checkpoint(emotion_goldens / "vox_wavlm_categories");
  EXPECT_EQ(categories.categories.size(), 9u);
  EXPECT_TRUE(is_emotion_checkpoint(emotion_goldens / "vox_wavlm_dimensions"));
  const std::string golden = "vox_wavlm_dimensions";
  EXPECT_THAT(refusal(golden, [](json& config) { config["pool"] = "max"; }), HasSubstr("pool: expected no such field"));
  EXPECT_THAT(refusal(golden, [](json& config) { config["finetune_method"] = "prefix"; }),
              HasSubstr("finetune, lora or frozen"));
  EXPECT_THAT(refusal(golden, [](json& config) { config["use_conv_output"] = false; }), HasSubstr("tensor weights"));
  EXPECT_THAT(refusal("vox_wavlm_categories", [](json& config) { config["output_class_num"] = 8; }),
              HasSubstr("output_class_num: expected as many as there are labels"));
}

TEST(EmotionCheckpointTest, WhatIsLeftOutMustBeGiven) {
  const auto without_labels = [](json& config) { config.erase("id2label"); };
  EXPECT_THAT(refusal("attentive_dimensions", without_labels), HasSubstr("--labels"));
  EXPECT_THAT(refusal("dense_categories",
                      [](json& config) {
                        config["id2label"] = {{"0", "LABEL_0"}, {"1", "LABEL_1"}};
                      }),
              HasSubstr("--labels"));
  EXPECT_THAT(refusal("attentive_dimensions", [](json& config) { config.erase("mean"); }), HasSubstr("--input-mean"));
  EXPECT_THAT(refusal("attentive_dimensions", [](json&) {}, {.labels = {"valence"}}), HasSubstr("id2label"));
  EXPECT_THAT(refusal("attentive_dimensions", [](json&) {}, {.labels = {}, .input_mean = 0.0, .input_deviation = 1.0}),
              HasSubstr("mean"));

  TemporaryFolder folder;
  std::filesystem::copy(emotion_goldens / "attentive_dimensions", folder.path(), std::filesystem::copy_options::recursive);
  json config = json::parse(read_file(folder / "config.json"));
  for (const char* key : {"id2label", "mean", "std"}) config.erase(key);
  write_file_atomically(folder / "config.json", [&](std::ostream& out) { out << config; });
  const auto model = load_emotion_checkpoint(folder.path(), {},
                                             {.labels = {"arousal", "dominance", "valence"},
                                              .input_mean = -8.278621631819787e-05,
                                              .input_deviation = 0.08485510250851999});
  const auto scores = json::parse(read_file(emotion_goldens / "attentive_dimensions/scores.json")).get<std::vector<float>>();
  EXPECT_NEAR(model->estimate(speech()).dimensions[0], scores[0], 1e-4);
}

TEST(EmotionCheckpointTest, TheCacheTellsApartWhatIsGivenBesideTheFiles) {
  TemporaryFolder cache, folder;
  const EncoderRuntime cached{.threads = 1, .streams = 1, .precision = {}, .folders = {}, .cache = cache.path()};
  std::filesystem::copy(emotion_goldens / "attentive_dimensions", folder.path(), std::filesystem::copy_options::recursive);
  const auto rewrite = [&](const char* file, const std::function<void(json&)>& change) {
    json content = json::parse(read_file(folder / file));
    change(content);
    write_file_atomically(folder / file, [&](std::ostream& out) { out << content; });
  };
  rewrite("config.json", [](json& config) { config.erase("id2label"); });
  const auto estimate = [&](const std::vector<std::string>& labels, const EncoderRuntime& runtime) {
    return load_emotion_checkpoint(folder.path(), runtime, {.labels = labels, .input_mean = {}, .input_deviation = {}})
        ->estimate(speech());
  };
  const std::vector<std::string> dimensions = {"arousal", "dominance", "valence"};
  const auto first = estimate(dimensions, cached).dimensions;
  EXPECT_EQ(estimate({"happy", "sad", "angry"}, cached).categories, estimate({"happy", "sad", "angry"}, {}).categories);

  rewrite("ssl_config.json", [](json& config) { config["layer_norm_eps"] = 0.5; });
  const auto second = estimate(dimensions, cached).dimensions;
  EXPECT_NE(second, first);
  EXPECT_EQ(second, estimate(dimensions, {}).dimensions);
}

TEST(EmotionCheckpointTest, WhatDoesNotFitIsNamed) {
  EXPECT_THAT(refusal("dense_categories", [](json& config) { config["architectures"] = {"BertModel"}; }),
              HasSubstr("architectures: expected one of HubertForSequenceClassification"));
  EXPECT_THAT(refusal("dense_categories", [](json& config) { config["id2label"]["4"] = "more"; }),
              HasSubstr("classifier.out_proj.weight: expected shape 5 x 16, found 4 x 16"));
  EXPECT_THAT(refusal("dense_categories", [](json& config) { config["id2label"]["1"] = "valence"; }),
              HasSubstr("either dimensions"));
  EXPECT_THAT(refusal("dense_categories", [](json& config) { config["problem_type"] = "regression"; }),
              HasSubstr("id2label"));
  EXPECT_THAT(refusal("dense_categories", [](json& config) { config["pooling_mode"] = "max"; }), HasSubstr("pooling_mode"));
  EXPECT_THAT(refusal("hubert_weighted", [](json& config) { config["use_weighted_layer_sum"] = false; }),
              HasSubstr("layer_weights"));
  EXPECT_THAT(refusal("hubert_weighted", [](json& config) { config["architectures"] = {"HubertForSpeechClassification"}; }),
              HasSubstr("classifier.dense.weight"));
  EXPECT_THAT(refusal("attentive_dimensions", [](json& config) { config["classifier_hidden_layers"] = 2; }),
              HasSubstr("ser_model.fc.1.0.weight"));
}

TEST(EmotionCheckpointTest, TheEncoderThatIsOnlyNamedIsBuiltIn) {
  const std::string config = R"({"model_type": "ser", "ssl_type": "microsoft/wavlm-large", "mean": 0, "std": 1,
    "id2label": {"0": "arousal", "1": "dominance", "2": "valence"}})";
  const auto parsed = EmotionCheckpointConfig::parse(config, "", "", "config.json", {});
  EXPECT_EQ(parsed.encoder.layers, 24);
  EXPECT_EQ(parsed.encoder.hidden_size, 1024);
  EXPECT_FALSE(parsed.encoder.stem_bias);
  EXPECT_THAT(failure([&] {
                std::string other = config;
                other.replace(other.find("wavlm-large"), 11, "wavlm-giant");
                EmotionCheckpointConfig::parse(other, "", "", "config.json", {});
              }),
              HasSubstr("ssl_type"));
}

TEST(EmotionCheckpointTest, ModelsOfThisProjectAreNone) {
  EXPECT_FALSE(is_emotion_checkpoint(AFFECTUS_SOURCE_DIR "/models/affectus-mfb"));
  EXPECT_TRUE(is_emotion_checkpoint(emotion_goldens / "dense_dimensions"));
  EXPECT_FALSE(is_emotion_checkpoint("/nowhere"));
}

}  // namespace
}  // namespace affectus
