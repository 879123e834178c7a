// Fine-tuning of the tiny encoders of tests/encoders, from a batch to the model folder.
#include "training/encoder_tuning.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>

#include "affectus/audio.h"
#include "affectus/encoders.h"
#include "affectus/model.h"
#include "affectus/model_folder.h"
#include "base/dimensions.h"
#include "corpus/manifest.h"
#include "encoder_graphs/low_rank_adapter.h"
#include "evaluation/concordance.h"
#include "failure.h"
#include "storage/files.h"
#include "temporary_folder.h"
#include "test_device.h"
#include "training/encoder_split.h"
#include "training/learner.h"
#include "training/tone_corpus.h"
#include "training/trainer.h"

namespace affectus {
namespace {

using testing::failure;
using ::testing::HasSubstr;
using testing::TemporaryFolder;

const std::string golden_encoders = AFFECTUS_SOURCE_DIR "/tests/encoders/golden/";

// The front end is an encoder's, `name` with its layers ("hubert_layer@2").
Recipe tuning_recipe(const std::string& name, const std::string& encoder, const std::string& more = "") {
  const std::string options = name.starts_with("whisper") ? ", options = {pad = false}" : "";
  return Recipe::parse("name = \"tuned\"\ncorpora = [{name = \"tones\"}]\nfront_ends = [{name = \"" + golden_encoders +
                           name + "\"" + options +
                           "}]\nestimator = {convolution_channels = 8, gru_units = 6, gru_layers = 1, " +
                           "embedding_units = 5, convolution_kernel = 3}\nencoder = {" + encoder + "}\n" + more,
                       "r.toml");
}

std::filesystem::path folder_of(const Recipe& recipe) {
  const std::string& name = recipe.front_ends[0].name;
  return name.substr(0, name.rfind('@'));
}

std::unique_ptr<EncoderTuning> open(const Recipe& recipe, const std::string& device = testing::test_device()) {
  return open_encoder_tuning(recipe, folder_of(recipe), encoder_front_ends({}), device);
}

std::vector<std::vector<float>> utterances() {
  static const std::vector<float> all = read_audio(AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac");
  std::vector<std::vector<float>> parts;
  for (const double length_s : {0.5, 0.9, 0.4, 0.7})
    parts.emplace_back(all.begin() + 80000 + 16000 * static_cast<std::ptrdiff_t>(parts.size()),
                       all.begin() + 80000 + 16000 * static_cast<std::ptrdiff_t>(parts.size()) +
                           static_cast<std::ptrdiff_t>(length_s * sample_rate_hz));
  return parts;
}

// Frames of the part that stays as it is, with labels.
Batch batch_of(const EncoderTuning& tuning) {
  const FrontEndChoice& choice = tuning.data_recipe().front_ends[0];
  const auto front_end = tuning.front_ends().make(choice.name, choice.options);
  Batch batch;
  for (const std::vector<float>& samples : utterances()) {
    const auto number = static_cast<float>(batch.frames.size());
    batch.frames.push_back(front_end->compute(samples));
    batch.targets.push_back({0.3F * number - 0.5F, 0.4F - 0.2F * number, 0.1F * number * number - 0.3F});
    batch.categories.push_back(-1);
  }
  return batch;
}

Learner learner_of(const Recipe& recipe, const EncoderTuning& tuning, std::size_t threads = 1) {
  EstimatorShape shape = recipe.estimator;
  const EncoderConfig config = EncoderConfig::read(folder_of(recipe));
  const std::size_t layers = EncoderSplit::of(recipe, config).layers.size();
  shape.input_dim = layers * config.hidden_size;
  if (recipe.front_ends[0].name.ends_with("@mix")) shape.mixed_layers = layers;
  return Learner(shape, recipe, threads, {}, &tuning);
}

float largest_difference(const Frames& a, const Frames& b) {
  EXPECT_EQ(a.count(), b.count());
  EXPECT_EQ(a.dim(), b.dim());
  float largest = 0;
  for (std::size_t i = 0; i < std::min(a.count() * a.dim(), b.count() * b.dim()); ++i)
    largest = std::max(largest, std::abs(a.data()[i] - b.data()[i]));
  return largest;
}

void expect_same_state(const StateTensors& a, const StateTensors& b) {
  ASSERT_EQ(a.size(), b.size());
  for (const auto& [name, tensor] : a) EXPECT_EQ(tensor.values, b.at(name).values) << name;
}

const char* const some_encoders[] = {"hubert_group@2", "hubert_batch_norm@1", "wav2vec2_layer@2,0", "wavlm_group@mix",
                                     "wavlm_layer@2",  "data2vec@1,2",        "whisper@2"};
const char* const ways[] = {"train = \"lora\", targets = [\"q_proj\", \"v_proj\", \"out_proj\"], rank = 2",
                            "train = \"lora\", layers = 1", "train = \"top\", layers = 1", "train = \"top\"",
                            "train = \"all\""};

TEST(EncoderTuningTest, BeforeItLearnsTheFramesAreThoseOfTheFrontEnd) {
  for (const char* name : some_encoders)
    for (const char* way : {ways[1], ways[3], ways[4]}) {
      const Recipe recipe = tuning_recipe(name, way);
      const auto tuning = open(recipe);
      const Batch batch = batch_of(*tuning);
      Learner learner = learner_of(recipe, *tuning);
      const std::vector<Frames> found = learner.encoder_frames(batch.frames);
      const auto front_end = encoder_front_ends({}).make(recipe.front_ends[0].name, recipe.front_ends[0].options);
      const std::vector<std::vector<float>> samples = utterances();
      for (std::size_t i = 0; i < samples.size(); ++i) {
        Frames expected = front_end->compute(samples[i]);
        Normalization().apply(expected);  // each value's mean, as in the recipe
        EXPECT_LT(largest_difference(found[i], expected), 2e-4F) << name << ", " << way;
      }
      if (HasFailure()) return;
    }
}

// What convolutions give on LibTorch's CPU device is what is in the cache for "cpu".
TEST(EncoderTuningTest, TheInputOfAnEncoderFollowsTheDevice) {
  for (const char* name : {"hubert_group@2", "wavlm_layer@2", "whisper@2"}) {
    const Recipe recipe = tuning_recipe(name, "train = \"all\"");
    const auto front_end_on = [&](const std::string& device) {
      const auto tuning = open_encoder_tuning(recipe, folder_of(recipe), encoder_front_ends({}), device);
      const FrontEndChoice& choice = tuning->data_recipe().front_ends[0];
      return tuning->front_ends().make(choice.name, choice.options);
    };
    const auto on_cpu = front_end_on("cpu"), on_torch = front_end_on("torch");
    EXPECT_EQ(on_torch->fingerprint(), on_cpu->fingerprint());
    const std::vector<float> samples = utterances()[1];
    const Frames frames = on_torch->compute(samples);
    EXPECT_GT(frames.count(), 0U);
    EXPECT_EQ(largest_difference(frames, on_cpu->compute(samples)), 0) << name;
  }
  const Recipe recipe = tuning_recipe("hubert_group@2", "train = \"all\"");
  EXPECT_THAT(failure([&] { (void)open_encoder_tuning(recipe, folder_of(recipe), encoder_front_ends({}), "cuda:99"); },
                      ErrorCode::unsupported),
              HasSubstr("cuda:99"));
}

StateTensors state_after(const Recipe& recipe, std::uint64_t steps, std::size_t threads,
                         const std::string& device = testing::test_device()) {
  const auto tuning = open(recipe, device);
  const Batch batch = batch_of(*tuning);
  Learner learner = learner_of(recipe, *tuning, threads);
  for (std::uint64_t step = 0; step < steps; ++step) learner.train(batch, 1e-2, step);
  return learner.state();
}

const std::string all_of_chance =
    ", layer_drop = 0.3, time_mask = 0.2, feature_mask = 0.2, feature_mask_values = 3, layer_decay = 0.9, warmup_steps = 2";

// Where the loss would be averaged over parts of a batch, the CCC would be another one.
TEST(EncoderTuningTest, NeitherThreadsNorPartsOfABatchChangeAStep) {
  if (!testing::tests_run_on_the_cpu()) GTEST_SKIP() << "other devices add in any order";
  for (const char* name : some_encoders)
    for (const char* way : {ways[0], ways[2], ways[4]}) {
      const std::string learning = way + all_of_chance;
      const StateTensors expected = state_after(tuning_recipe(name, learning), 3, 1);
      for (const char* more : {"", ", seconds_at_once = 1"}) {
        expect_same_state(state_after(tuning_recipe(name, learning + more), 3, 3), expected);
        if (HasFailure()) FAIL() << name << ", " << way << more;
      }
    }
}

// But for rounding: gradients are added in another order where several states are used.
TEST(EncoderTuningTest, CheckpointingGivesTheSameGradients) {
  for (const char* name : some_encoders)
    for (const char* way : {ways[0], ways[4]}) {
      const std::string learning = way + all_of_chance;
      const StateTensors expected = state_after(tuning_recipe(name, learning), 1, 1);
      const StateTensors found =
          state_after(tuning_recipe(name, learning + ", seconds_at_once = 0.1, checkpointing = true"), 1, 1);
      for (const auto& [tensor_name, tensor] : expected) {
        if (!tensor_name.starts_with("first_moment/")) continue;  // a tenth of the gradient
        float largest = 0;
        for (const float value : tensor.values) largest = std::max(largest, std::abs(value));
        for (std::size_t i = 0; i < tensor.values.size(); ++i)
          ASSERT_NEAR(found.at(tensor_name).values[i], tensor.values[i], 1e-5 * largest + 1e-7)
              << tensor_name << " of " << name << ", " << way;
      }
    }
}

// The whole network runs by LibTorch's operators, in parts of several utterances.
TEST(EncoderTuningTest, TheWayOfAGpuGivesTheSameStep) {
  const std::string device = testing::tests_run_on_the_cpu() ? "torch" : testing::test_device();
  for (const char* name : some_encoders)
    for (const char* way : {ways[0], ways[4]})
      for (const char* more : {"", ", seconds_at_once = 1"}) {
        const std::string learning = way + all_of_chance + more;
        for (const char* pooling : {"last", "mean", "statistics"}) {
          Recipe recipe = tuning_recipe(name, learning);
          recipe.estimator.pooling = std::string(pooling) == "last"   ? EstimatorShape::Pooling::last
                                     : std::string(pooling) == "mean" ? EstimatorShape::Pooling::mean
                                                                      : EstimatorShape::Pooling::statistics;
          const StateTensors expected = state_after(recipe, 1, 1, "cpu");
          const StateTensors found = state_after(recipe, 1, 2, device);
          ASSERT_EQ(found.size(), expected.size());
          for (const auto& [tensor_name, tensor] : expected) {
            if (!tensor_name.starts_with("first_moment/")) continue;  // a tenth of the gradient
            float largest = 0;
            for (const float value : tensor.values) largest = std::max(largest, std::abs(value));
            for (std::size_t i = 0; i < tensor.values.size(); ++i)
              ASSERT_NEAR(found.at(tensor_name).values[i], tensor.values[i], 2e-4 * largest + 1e-6)
                  << tensor_name << " of " << name << ", " << learning << ", " << pooling;
          }
        }
      }
}

TEST(EncoderTuningTest, TheWayOfAGpuPredictsTheSame) {
  const Recipe recipe = tuning_recipe("wavlm_layer@mix", ways[0]);
  const auto predictions = [&](const std::string& device) {
    const auto tuning = open(recipe, device);
    const Batch batch = batch_of(*tuning);
    Learner learner = learner_of(recipe, *tuning);
    return learner.predict(batch);
  };
  const std::vector<Prediction> expected = predictions("cpu");
  const std::vector<Prediction> found = predictions(testing::tests_run_on_the_cpu() ? "torch" : testing::test_device());
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(found[i].dimensions[j], expected[i].dimensions[j], 1e-5);
}

TEST(EncoderTuningTest, StepsDescend) {
  for (const char* name : some_encoders)
    for (const char* way : {ways[0], ways[2], ways[4]}) {
      const Recipe recipe = tuning_recipe(name, std::string(way) + ", learning_rate = 1e-3");
      const auto tuning = open(recipe);
      const Batch batch = batch_of(*tuning);
      Learner learner = learner_of(recipe, *tuning);
      const StateTensors before = learner.encoder_weights();
      const double first = learner.train(batch, 1e-3, 0).loss;
      double last = first;
      for (std::uint64_t step = 1; step < 12; ++step) last = learner.train(batch, 1e-3, step).loss;
      EXPECT_LT(last, first) << name << ", " << way;
      for (const auto& [tensor_name, tensor] : learner.encoder_weights()) {
        EXPECT_TRUE(std::ranges::all_of(tensor.values, [](float value) { return std::isfinite(value); }));
        // A key's bias moves all scores of a query alike, which changes nothing.
        if (!tensor_name.ends_with("k_proj.bias")) {
          EXPECT_NE(tensor.values, before.at(tensor_name).values) << tensor_name << " of " << name << ", " << way;
        }
      }
      if (HasFailure()) return;
    }
}

TEST(EncoderTuningTest, RatesFallWithTheLayerAndGrowWithTheStep) {
  const Recipe recipe =
      tuning_recipe("hubert_layer@2", "train = \"top\", learning_rate = 1e-3, layer_decay = 0.5, warmup_steps = 4");
  const auto tuning = open(recipe);
  const Batch batch = batch_of(*tuning);
  Learner learner = learner_of(recipe, *tuning);
  const StateTensors before = learner.encoder_weights();
  learner.train(batch, 1e-3, 0);
  // Adam's first step is the rate for every value whose gradient is not tiny.
  std::map<std::string, float> moved;
  for (const auto& [name, tensor] : learner.encoder_weights()) {
    float& largest = moved[name.substr(0, std::string("encoder.layers.0").size())];
    for (std::size_t i = 0; i < tensor.values.size(); ++i)
      largest = std::max(largest, std::abs(tensor.values[i] - before.at(name).values[i]));
  }
  EXPECT_NEAR(moved.at("encoder.layers.1"), 2.5e-4F, 1e-6F);  // a quarter of the rate in the first of four steps
  EXPECT_NEAR(moved.at("encoder.layers.0"), 1.25e-4F, 1e-6F);
}

TEST(EncoderTuningTest, WhatDoesNotFitIsRefused) {
  const auto refusal = [](const std::string& name, const std::string& encoder, const std::string& options = "") {
    return failure([&] {
      Recipe recipe = tuning_recipe(name, encoder);
      if (!options.empty()) recipe.front_ends[0].options = options;
      const auto tuning = open(recipe);
      learner_of(recipe, *tuning);
    });
  };
  EXPECT_THAT(refusal("hubert_layer@2", "train = \"top\", layers = 3"), HasSubstr("expected at most the 2 that"));
  EXPECT_THAT(refusal("hubert_layer@0", "train = \"all\""), HasSubstr("expected the output of a layer (1 or above)"));
  EXPECT_THAT(refusal("hubert_layer@2", "train = \"lora\", targets = [\"proj\"]"),
              HasSubstr("r.toml: [encoder]: targets: expected ends of names of the layers' products, found proj"));
  EXPECT_THAT(refusal("hubert_layer@2", "train = \"lora\"", "{\"adapter\": \"x\"}"), HasSubstr("expected no adapter"));
  EXPECT_THAT(refusal("whisper@2", "train = \"lora\"", "{\"window_s\": 20}"), HasSubstr("expected the option pad = false"));
  EXPECT_THAT(refusal("hubert_layer@2", "train = \"lora\"", "{\"skip_silence\": true}"), HasSubstr("no skip_silence"));
  EXPECT_THAT(failure([&] {
                open_encoder_tuning(tuning_recipe("hubert_layer@2", "train = \"lora\""), golden_encoders + "hubert_layer",
                                    encoder_front_ends({}), "cuda:77");
              }),
              HasSubstr("device cuda:77: expected a CUDA device"));
}

class TuningRunTest : public ::testing::Test {
 protected:
  void SetUp() override { testing::make_tone_corpus(folder_ / "tones", {{"train", 16}, {"development", 8}}); }

  TrainerOptions options(const Recipe& recipe, const std::string& output, std::size_t threads = 1) const {
    return {.output = folder_ / output,
            .corpus_paths = {{"tones", folder_ / "tones"}},
            .front_ends = encoder_front_ends({}),
            .encoder = folder_of(recipe),
            .device = testing::test_device(),
            .threads = threads,
            .cache = false};
  }

  static constexpr const char* training =
      "training = {batch_size = 8, epochs = 3, patience = 0, averaging_decay = 0.5}\noptimizer = {learning_rate = 0.003}\n";
  TemporaryFolder folder_;
};

// What the last epoch's evaluation says is what the folder's model says on OpenVINO.
TEST_F(TuningRunTest, TheFolderPredictsWhatTrainingEvaluated) {
  std::size_t number = 0;
  for (const char* name : {"hubert_group@2", "wavlm_layer@mix", "whisper@2"})
    for (const char* way : {ways[0], ways[2], ways[4]}) {
      const Recipe recipe = tuning_recipe(name, std::string(way) + ", learning_rate = 0.01", training);
      const std::string output = "model-" + std::to_string(number++);
      train(recipe, options(recipe, output), {});
      const auto model = load_model_folder(folder_ / output, encoder_front_ends({}));
      std::array<std::vector<double>, 3> predicted, wanted;
      for (const Utterance& one : Manifest::read(folder_ / "tones/manifest.csv").partition("development")) {
        const Estimate estimate = model->estimate(read_audio(one.path));
        const std::optional<double> rated[] = {one.activation, one.valence, one.dominance};
        for (std::size_t i = 0; i < 3; ++i) {
          predicted[i].push_back(4 + 3 * static_cast<double>(estimate.dimensions[i]));
          wanted[i].push_back(*rated[i]);
        }
      }
      for (std::size_t i = 0; i < 3; ++i)
        EXPECT_NEAR(model->config().figures[0].values.at(std::string("ccc_") + dimension_names[i]),
                    concordance_correlation(predicted[i], wanted[i]), 1e-4)
            << name << ", " << way;
      // It learned: the frames are not those of the encoder as it was.
      const auto& entry = model->config().front_ends[0];
      const std::vector<float> samples = utterances()[0];
      const bool is_low_rank = std::string(way).find("lora") != std::string::npos;
      EXPECT_EQ(std::filesystem::exists(folder_ / output / "adapter/adapter_model.safetensors"), is_low_rank);
      EXPECT_EQ(std::filesystem::exists(folder_ / output / "encoder/model.safetensors"), !is_low_rank);
      const Frames after = encoder_front_ends({}).make(entry.name, entry.options)->compute(samples);
      const Frames before =
          encoder_front_ends({}).make(recipe.front_ends[0].name, recipe.front_ends[0].options)->compute(samples);
      EXPECT_GT(largest_difference(after, before), 1e-3F) << name << ", " << way;
      EXPECT_THAT(read_file(folder_ / output / "README.md"), HasSubstr("what the encoder has learned: "));
      if (HasFailure()) return;
    }
}

TEST_F(TuningRunTest, InterruptedAndResumedWithOtherThreadsItEndsWithTheSameBytes) {
  if (!testing::tests_run_on_the_cpu()) GTEST_SKIP() << "other devices add in any order";
  for (const char* way : {ways[1], ways[2]}) {
    const Recipe recipe = tuning_recipe("wavlm_group@2", std::string(way) + ", time_mask = 0.2, layer_drop = 0.2", training);
    const std::string kind = way == ways[1] ? "lora" : "top";
    train(recipe, options(recipe, kind + "-whole"), {});
    std::size_t calls = 0;  // one while it prepares, one for the normalisation, then one a step: two steps an epoch
    EXPECT_THAT(failure([&] {
                  train(recipe, options(recipe, kind + "-resumed", 2), {.stop_requested = [&] { return ++calls > 5; }});
                }),
                HasSubstr("--resume goes on"));
    ASSERT_TRUE(std::filesystem::exists(folder_ / (kind + "-resumed") / "checkpoint.safetensors"));
    TrainerOptions again = options(recipe, kind + "-resumed", 3);
    again.resume = true;
    train(recipe, again, {});
    for (const char* file : {"model.safetensors", "config.json", "README.md",
                             way == ways[1] ? "adapter/adapter_model.safetensors" : "encoder/model.safetensors"})
      EXPECT_EQ(read_file(folder_ / (kind + "-resumed") / file), read_file(folder_ / (kind + "-whole") / file)) << file;
  }
}

// It is told before features are computed: no recording need be there.
TEST(EncoderTuningTest, ATargetThatNoProductHasIsToldWhenTheEncoderIsOpened) {
  for (const char* target : {"q_porj", "fc1", "proj"})
    EXPECT_THAT(failure([&] {
                  open(tuning_recipe("hubert_layer@2", std::string("train = \"lora\", targets = [\"") + target + "\"]"));
                }),
                HasSubstr(std::string("found ") + target));
  open(tuning_recipe("hubert_layer@2", "train = \"lora\", targets = [\"attention.q_proj\", \"intermediate_dense\"]"));
}

TEST(EncoderTuningTest, AnEncoderOfAGraphFileIsToldWhenItIsOpened) {
  EXPECT_THAT(failure([&] { open(tuning_recipe("onnx@1", "train = \"lora\"")); }, ErrorCode::unsupported),
              HasSubstr("found a graph, which cannot be fine-tuned"));
}

// Another encoder would go on from where this one was, and nobody would know.
TEST_F(TuningRunTest, ARunGoesOnWithTheSameEncoderOnly) {
  const Recipe recipe = tuning_recipe("hubert_group@2", ways[2], training);
  train(recipe, options(recipe, "before"), {});
  std::size_t calls = 0;
  EXPECT_THAT(failure([&] { train(recipe, options(recipe, "run"), {.stop_requested = [&] { return ++calls > 5; }}); }),
              HasSubstr("--resume goes on"));
  TrainerOptions again = options(recipe, "run");
  again.resume = true;
  again.encoder = folder_ / "before/encoder";
  EXPECT_THAT(failure([&] { train(recipe, again, {}); }, ErrorCode::invalid_argument),
              HasSubstr("checkpoint.safetensors: expected a run of the same recipe, seed, epochs, corpora, teacher and "
                        "encoder, found another one"));
  again.encoder = folder_of(recipe);
  train(recipe, again, {});
}

TEST_F(TuningRunTest, ACheckpointThatLacksSomethingIsNamed) {
  const Recipe recipe = tuning_recipe("hubert_group@2", ways[1], training);
  std::size_t calls = 0;
  EXPECT_THAT(failure([&] { train(recipe, options(recipe, "run"), {.stop_requested = [&] { return ++calls > 5; }}); }),
              HasSubstr("--resume goes on"));
  const std::filesystem::path checkpoint = folder_ / "run/checkpoint.safetensors";
  RunState state = RunState::read(checkpoint);
  const std::string name = "weights/encoder.layers.1.attention.q_proj.weight.lora_A";
  ASSERT_EQ(state.learner.erase(name), 1u);
  state.write(checkpoint);
  TrainerOptions again = options(recipe, "run");
  again.resume = true;
  EXPECT_THAT(failure([&] { train(recipe, again, {}); }, ErrorCode::invalid_format),
              HasSubstr(checkpoint.string() + ": expected tensor " + name + " with "));
}

TEST_F(TuningRunTest, AnUtteranceLongerThanTheEncodersWindowIsRefused) {
  Recipe recipe = tuning_recipe("hubert_group@2", "train = \"lora\"", training);
  recipe.front_ends[0].options = R"({"window_s": 1, "context_s": 0.1})";
  testing::write_wave(folder_ / "tones/audio/20.wav", std::vector<float>(20000, 0.01F));
  const auto refusal = [&] { return failure([&] { train(recipe, options(recipe, "model"), {}); }); };
  // It is found before the first recording is read, which is damaged.
  const std::filesystem::path first = folder_ / "tones/audio/0.wav";
  const std::string recording = read_file(first);
  std::ofstream(first) << "damaged";
  EXPECT_THAT(refusal(), HasSubstr((folder_ / "tones/audio/20.wav").string() +
                                   ": expected at most 1 s (the front end's option window_s) where an encoder learns, "
                                   "found 1.2"));
  std::ofstream(first, std::ios::binary) << recording;
  // Of development recordings only if they are changed, too.
  testing::write_wave(folder_ / "tones/audio/20.wav", std::vector<float>(15200, 0.01F));
  recipe.augmentation.speed_probability = 0.1;
  recipe.augmentation.speed = {0.9, 1.1};
  recipe.training.develop_degraded = true;
  EXPECT_THAT(refusal(), HasSubstr("audio/20.wav: expected at most 1 s (the front end's option window_s) where an encoder "
                                   "learns, found 0.94 s, which [augmentation] may slow down to 1.044 s"));
  recipe.training.develop_degraded = false;
  train(recipe, options(recipe, "model"), {});
}

}  // namespace
}  // namespace affectus
