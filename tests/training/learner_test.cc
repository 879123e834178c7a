#include "training/learner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "affectus/error.h"
#include "base/random.h"
#include "tensors/quantized_weights.h"
#include "training/state_tensor_source.h"

namespace affectus {
namespace {

constexpr float unlabelled = std::numeric_limits<float>::quiet_NaN();

Recipe recipe_of(double category_weight) {
  Recipe recipe = Recipe::parse(R"(name = "test"
    corpora = [{name = "tones"}]
    front_ends = [{name = "mfb"}]
    training = {embedding_dropout = 0.1, averaging_decay = 0.9}
  )",
                                "test.toml");
  recipe.loss.category_weight = category_weight;
  return recipe;
}

EstimatorShape shape_of(std::size_t categories) {
  return {.input_dim = 8,
          .convolution_kernel = 3,
          .convolution_channels = 16,
          .gru_layers = 2,
          .gru_units = 12,
          .pooling = EstimatorShape::Pooling::statistics,
          .embedding_units = 10,
          .dimensions = 3,
          .categories = categories};
}

// The first value of the frames is the label, and noise is on the rest.
Batch make_batch(std::uint64_t seed, std::size_t count) {
  RandomStream random{seed};
  Batch batch;
  for (std::size_t i = 0; i < count; ++i) {
    const auto label = static_cast<float>(random.uniform(-1, 1));
    Frames& frames = batch.frames.emplace_back(8);
    frames.resize(5 + random.below(30));
    for (std::size_t frame = 0; frame < frames.count(); ++frame)
      for (std::size_t j = 0; j < 8; ++j) frames[frame][j] = j == 0 ? label : 0.3f * random.rough_normal();
    batch.targets.push_back({label, -0.5f * label, 0.2f + 0.1f * label});
    batch.categories.push_back(label > 0 ? 1 : 0);
  }
  return batch;
}

// The losses of the first and the last of 60 steps; `batch_of` takes a seed.
std::pair<double, double> losses(Learner& learner, const auto& batch_of) {
  const double first = learner.train(batch_of(0), 0.01, 0).loss;
  double last = 0;
  for (std::uint64_t step = 1; step < 60; ++step) last = learner.train(batch_of(step), 0.01, step).loss;
  return {first, last};
}

TEST(LearnerTest, LearnsAndAgreesWithTheRuntime) {
  const EstimatorShape shape = shape_of(2);
  Learner learner(shape, recipe_of(0.2), 2);
  const auto [first, last] = losses(learner, [](std::uint64_t seed) { return make_batch(seed, 24); });
  EXPECT_LT(last, 0.3 * first);

  const Batch batch = make_batch(1000, 9);
  const std::vector<Prediction> predictions = learner.predict(batch);
  const Estimator estimator(shape, StateTensorSource(learner.weights()));
  for (std::size_t i = 0; i < batch.frames.size(); ++i) {
    const Estimate estimate = estimator.run(batch.frames[i]);
    for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(predictions[i].dimensions[j], estimate.dimensions[j], 1e-5);
    for (std::size_t j = 0; j < 2; ++j) EXPECT_NEAR(predictions[i].categories[j], estimate.categories[j], 1e-5);
  }
}

TEST(LearnerTest, WeighsLayersAndAgreesWithTheRuntime) {
  EstimatorShape shape = shape_of(0);
  shape.mixed_layers = 2;  // the label is in the first of the two
  Learner learner(shape, recipe_of(0), 2);
  for (std::uint64_t step = 0; step < 60; ++step) learner.train(make_batch(step, 24), 0.01, step);
  const StateTensors weights = learner.weights();
  EXPECT_EQ(weights.at("convolution.weight").shape, (std::vector<std::size_t>{16, 4, 3}));
  EXPECT_GT(weights.at("mix.weight").values[0], weights.at("mix.weight").values[1] + 0.1F);

  const Batch batch = make_batch(1000, 9);
  const std::vector<Prediction> predictions = learner.predict(batch);
  const Estimator estimator(shape, StateTensorSource(weights));
  for (std::size_t i = 0; i < batch.frames.size(); ++i)
    for (std::size_t j = 0; j < 3; ++j)
      EXPECT_NEAR(predictions[i].dimensions[j], estimator.run(batch.frames[i]).dimensions[j], 1e-5);
}

// What a learner of `shape` predicts after some steps, and what the runtime says with its weights.
void expect_agreement(const EstimatorShape& shape, const Recipe& recipe, double most_of_first) {
  Learner learner(shape, recipe, 2);
  const auto [first, last] = losses(learner, [](std::uint64_t seed) { return make_batch(seed, 24); });
  EXPECT_LT(last, most_of_first * first);
  const Batch batch = make_batch(1000, 9);
  const std::vector<Prediction> predictions = learner.predict(batch);
  const Estimator estimator(shape, StateTensorSource(learner.weights()));
  std::vector<FrameView> views(batch.frames.begin(), batch.frames.end());
  std::vector<Estimate> estimates(views.size());
  Estimator::Workspace workspace;
  estimator.run(views, workspace, estimates);
  for (std::size_t i = 0; i < views.size(); ++i) {
    ASSERT_EQ(estimates[i].embedding.size(), shape.embedding_dim());
    for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(predictions[i].dimensions[j], estimates[i].dimensions[j], 1e-5);
    EstimatorStream stream = estimator.open_stream();
    Estimate streamed;
    for (std::size_t frame = 0; frame < views[i].count; frame += 3)
      stream.push({views[i][frame].data(), std::min<std::size_t>(3, views[i].count - frame), views[i].dim});
    stream.estimate(streamed);
    EXPECT_EQ(streamed.dimensions, estimates[i].dimensions);
    EXPECT_EQ(streamed.embedding, estimates[i].embedding);
  }
  std::size_t parameters = 0;
  for (const auto& [name, tensor] : learner.weights()) parameters += tensor.values.size();
  EXPECT_EQ(parameters, shape.parameter_count());
}

TEST(LearnerTest, FusesEarly) {
  EstimatorShape shape = shape_of(0);
  shape.parts = {3, 5};
  expect_agreement(shape, recipe_of(0), 0.4);
}

TEST(LearnerTest, ProjectsPartsAndAgreesWithTheRuntime) {
  EstimatorShape shape = shape_of(0);
  shape.parts = {3, 5};
  shape.projection_units = 2;
  expect_agreement(shape, recipe_of(0), 0.4);
}

TEST(LearnerTest, FusesLate) {
  EstimatorShape shape = shape_of(0);
  shape.parts = {3, 5};
  shape.fusion = EstimatorShape::Fusion::late;
  expect_agreement(shape, recipe_of(0), 0.4);
}

TEST(LearnerTest, LearnsHowFarRatersDisagree) {
  EstimatorShape shape = shape_of(0);
  shape.deviations = 3;
  Recipe recipe = recipe_of(0);
  recipe.loss.deviation_weight = 1;
  for (const bool everywhere : {true, false}) {  // or in every third utterance only, as of a corpus among others
    Learner learner(shape, recipe, 2);
    const auto batch_of = [&](std::uint64_t seed) {
      Batch batch = make_batch(seed, 24);
      for (std::size_t i = 0; i < batch.targets.size(); ++i) {
        const float label = batch.targets[i][0];
        batch.deviations.push_back({0.5f + 0.4f * label, 0.3f - 0.2f * label, 0.2f});
        if (!everywhere && i % 3 > 0) batch.deviations.back() = {unlabelled, unlabelled, unlabelled};
      }
      return batch;
    };
    for (std::uint64_t step = 0; step < 80; ++step) learner.train(batch_of(step), 0.01, step);
    const Estimator estimator(shape, StateTensorSource(learner.weights()));
    const Batch batch = make_batch(1000, 24);
    double error = 0;
    for (std::size_t i = 0; i < batch.frames.size(); ++i) {
      const Estimate estimate = estimator.run(batch.frames[i]);
      ASSERT_EQ(estimate.deviations.size(), 3);
      error += std::abs(estimate.deviations[0] - (0.5f + 0.4f * batch.targets[i][0])) / 48;
      error += std::abs(estimate.deviations[1] - (0.3f - 0.2f * batch.targets[i][0])) / 48;
    }
    EXPECT_LT(error, 0.1) << everywhere;
  }
}

// No labels at all: what the student knows, the teacher has told it.
TEST(LearnerTest, LearnsFromATeacherAlone) {
  const EstimatorShape shape = shape_of(2);
  Recipe recipe = recipe_of(0.2);
  recipe.teacher = TeacherOptions{.name = "teacher", .output_weight = 1, .embedding_weight = 1, .category_weight = 1};
  Learner learner(shape, recipe, 2, {.class_weights = {}, .teacher_embedding = 4});
  const auto batch_of = [](std::uint64_t seed) {
    Batch batch = make_batch(seed, 24);
    for (std::size_t i = 0; i < batch.targets.size(); ++i) {
      const float label = batch.targets[i][0];
      const float sure = label > 0 ? 0.9f : 0.2f;
      batch.teacher.push_back({batch.targets[i], {1 - sure, sure}, {label, 1 - label, 0.5f, label}});
      batch.targets[i] = {unlabelled, unlabelled, unlabelled};
      batch.categories[i] = -1;
    }
    return batch;
  };
  const auto [first, last] = losses(learner, batch_of);
  EXPECT_LT(last, 0.8 * first);
  EXPECT_FALSE(learner.weights().contains("teacher_embedding.weight"));
  EXPECT_TRUE(learner.state().contains("weights/teacher_embedding.weight"));
  const Batch batch = batch_of(1000);
  const std::vector<Prediction> predictions = learner.predict(batch);
  double error = 0;
  for (std::size_t i = 0; i < predictions.size(); ++i)
    error += std::abs(predictions[i].dimensions[0] - batch.teacher[i].dimensions[0]) / 24;
  EXPECT_LT(error, 0.2);
}

// As wide as the teacher's, the student's embedding itself comes to be like it.
TEST(LearnerTest, AnEmbeddingOfTheSameWidthIsNotProjected) {
  for (const auto kind : {TeacherOptions::EmbeddingLoss::cosine, TeacherOptions::EmbeddingLoss::mean_square}) {
    Recipe recipe = recipe_of(0);
    recipe.training.embedding_dropout = 0;
    recipe.teacher = TeacherOptions{.name = "teacher", .label_weight = 0, .embedding_weight = 1, .embedding_loss = kind};
    const EstimatorShape shape = shape_of(0);
    Learner learner(shape, recipe, 2, {.class_weights = {}, .teacher_embedding = shape.embedding_dim()});
    const auto batch_of = [](std::uint64_t seed) {
      Batch batch = make_batch(seed, 24);
      for (const auto& target : batch.targets) {
        std::vector<float> embedding(10, 0.3f);
        embedding[0] = 0.8f * target[0];
        batch.teacher.push_back({target, {}, embedding});
      }
      return batch;
    };
    const auto [first, last] = losses(learner, batch_of);
    EXPECT_LT(last, 0.2 * first);
    EXPECT_FALSE(learner.state().contains("weights/teacher_embedding.weight"));
    const Batch batch = batch_of(1000);
    const Estimator estimator(shape, StateTensorSource(learner.weights()));
    for (std::size_t i = 0; i < batch.frames.size(); ++i) {
      const std::vector<float> embedding = estimator.run(batch.frames[i]).embedding;
      EXPECT_GT(embedding[0] * batch.teacher[i].embedding[0], -0.1f);
    }
  }
}

TEST(LearnerTest, LearnsFromATeacherHowFarRatersDisagree) {
  EstimatorShape shape = shape_of(0);
  shape.deviations = 3;
  Recipe recipe = recipe_of(0);
  recipe.teacher = TeacherOptions{.name = "teacher", .deviation_weight = 1};
  Learner learner(shape, recipe, 2, {.teacher_embedding = 4});
  const auto batch_of = [](std::uint64_t seed) {
    Batch batch = make_batch(seed, 24);
    for (const auto& target : batch.targets) {
      batch.deviations.push_back({unlabelled, unlabelled, unlabelled});
      batch.teacher.push_back({.dimensions = target,
                               .categories = {},
                               .embedding = std::vector<float>(4),
                               .deviations = {0.5f + 0.4f * target[0], 0.3f - 0.2f * target[0], 0.2f}});
    }
    return batch;
  };
  for (std::uint64_t step = 0; step < 80; ++step) learner.train(batch_of(step), 0.01, step);
  const Estimator estimator(shape, StateTensorSource(learner.weights()));
  const Batch batch = batch_of(1000);
  double error = 0;
  for (std::size_t i = 0; i < batch.frames.size(); ++i)
    for (std::size_t j = 0; j < 2; ++j)
      error += std::abs(estimator.run(batch.frames[i]).deviations[j] - batch.teacher[i].deviations[j]) / 48;
  EXPECT_LT(error, 0.1);
}

// Two corpora that disagree on where neutral is and how far emotions go, in opposite directions: the maps take the
// disagreement, and the model says what lies between them.
TEST(LearnerTest, MapsOfCorporaTakeWhatTheyDisagreeOn) {
  Recipe recipe = recipe_of(0);
  recipe.training.embedding_dropout = 0;
  recipe.loss.corpus_maps = true;
  const EstimatorShape shape = shape_of(0);
  // Only the second corpus rates valence. A third has no labels.
  Learner learner(shape, recipe, 2, {.rated = {{true, false, true}, {true, true, true}, {false, false, false}}});
  const auto batch_of = [](std::uint64_t seed) {
    Batch batch = make_batch(seed, 48);
    for (std::size_t i = 0; i < batch.targets.size(); ++i) {
      const float label = batch.targets[i][0];
      const int corpus = static_cast<int>(i % 3);
      batch.corpora.push_back({corpus, corpus});
      batch.targets[i] = corpus == 0   ? std::array{1.5f * label + 0.3f, unlabelled, -label}
                         : corpus == 1 ? std::array{label / 1.5f - 0.3f, 0.5f * label + 0.2f, -label}
                                       : std::array{unlabelled, unlabelled, unlabelled};
    }
    return batch;
  };
  for (std::uint64_t step = 0; step < 300; ++step) learner.train(batch_of(step), 0.01, step);

  const StateTensors state = learner.state();
  const auto half_difference = [&](const std::string& name, std::size_t dimension) {
    const std::vector<float>& values = state.at("weights/corpus_maps." + name).values;
    return (values[dimension] - values[3 + dimension]) / 2;
  };
  EXPECT_NEAR(half_difference("stretch", 0), std::log(1.5), 0.1);
  EXPECT_NEAR(half_difference("shift", 0), 0.3, 0.07);
  EXPECT_NEAR(half_difference("stretch", 2), 0, 0.1);
  EXPECT_NEAR(half_difference("shift", 2), 0, 0.07);
  for (const auto& [name, tensor] : learner.weights()) EXPECT_EQ(name.find("corpus_maps"), std::string::npos);

  const Batch batch = make_batch(1000, 24);
  const std::vector<Prediction> predictions = learner.predict(batch);
  std::array<double, 3> error{};
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    const float label = batch.targets[i][0];
    error[0] += std::abs(predictions[i].dimensions[0] - label) / 24;
    error[1] += std::abs(predictions[i].dimensions[1] - (0.5f * label + 0.2f)) / 24;
    error[2] += std::abs(predictions[i].dimensions[2] + label) / 24;
  }
  for (const double mean : error) EXPECT_LT(mean, 0.1);
}

// Rows of a mixture of two corpora are compared after the mean of both maps: of maps that have not moved, after none.
TEST(LearnerTest, MapsThatHaveNotMovedChangeNothing) {
  Recipe recipe = recipe_of(0);
  Batch batch = make_batch(0, 12);
  for (std::size_t i = 0; i < 12; ++i) batch.corpora.push_back({static_cast<int>(i % 2), static_cast<int>(i % 3 % 2)});
  const double plain = Learner(shape_of(0), recipe, 1).train(batch, 0.01, 0).loss;
  recipe.loss.corpus_maps = true;
  Learner learner(shape_of(0), recipe, 1, {.rated = {{true, true, true}, {true, true, true}}});
  EXPECT_NEAR(learner.train(batch, 0.01, 0).loss, plain, 1e-6);
}

// A label whose second value of the frames, another than the target's, says the voice's class.
Batch batch_of_two_voices(std::uint64_t seed, std::size_t count) {
  Batch batch = make_batch(seed, count);
  RandomStream random{seed, 7};
  for (Frames& frames : batch.frames) {
    const int voice = random.chance(0.5) ? 1 : 0;
    for (std::size_t frame = 0; frame < frames.count(); ++frame) frames[frame][1] = voice == 1 ? 0.8f : -0.8f;
    batch.corpora.push_back({voice, voice});
  }
  batch.speakers = batch.genders = batch.corpora;
  return batch;
}

// How far the mean embeddings of the two voices are apart, after some steps.
double distance_of_voices(Learner& learner, const EstimatorShape& shape) {
  for (std::uint64_t step = 0; step < 100; ++step) learner.train(batch_of_two_voices(step, 24), 0.01, step);
  const Estimator estimator(shape, StateTensorSource(learner.weights()));
  const Batch batch = batch_of_two_voices(1000, 200);
  std::array<std::vector<double>, 2> means = {std::vector<double>(shape.embedding_dim()),
                                              std::vector<double>(shape.embedding_dim())};
  std::array<double, 2> counts{};
  for (const VoiceClasses& voice : batch.genders) ++counts[static_cast<std::size_t>(voice[0])];
  for (std::size_t i = 0; i < batch.frames.size(); ++i) {
    const auto voice = static_cast<std::size_t>(batch.genders[i][0]);
    const std::vector<float> embedding = estimator.run(batch.frames[i]).embedding;
    for (std::size_t j = 0; j < embedding.size(); ++j) means[voice][j] += embedding[j] / counts[voice];
  }
  double sum = 0;
  for (std::size_t j = 0; j < shape.embedding_dim(); ++j) sum += std::pow(means[0][j] - means[1][j], 2);
  return std::sqrt(sum);
}

TEST(LearnerTest, HeadsMakeVoicesTellableAndReversedOnesDoNot) {
  const EstimatorShape shape = shape_of(0);
  const LearnerFacts facts{.rated = {{true, true, true}, {true, true, true}}, .speakers = 2, .genders = 2};
  Recipe told = recipe_of(0), by_corpus = told, by_speaker = told;
  told.loss.gender_weight = 1;
  by_corpus.loss.corpus_reversal = 0.3;
  by_speaker.loss.speaker_reversal = 0.3;
  Learner gender(shape, told, 2, facts), corpus(shape, by_corpus, 2, facts), speaker(shape, by_speaker, 2, facts);
  const double apart = distance_of_voices(gender, shape);
  EXPECT_LT(distance_of_voices(corpus, shape), 0.5 * apart);
  EXPECT_LT(distance_of_voices(speaker, shape), 0.5 * apart);
  EXPECT_TRUE(gender.state().contains("weights/gender.weight"));
  EXPECT_TRUE(corpus.state().contains("weights/corpus.weight"));
  EXPECT_TRUE(speaker.state().contains("weights/speaker.weight"));
  for (const Learner* learner : {&gender, &corpus, &speaker})
    EXPECT_EQ(learner->weights().size(), Learner(shape, recipe_of(0), 1).weights().size());
}

TEST(LearnerTest, VoicesOfAnUnknownGenderCountForNothing) {
  const EstimatorShape shape = shape_of(0);
  Recipe recipe = recipe_of(0);
  Learner plain(shape, recipe, 1);
  recipe.loss.gender_weight = 5;
  Learner learner(shape, recipe, 1, {.genders = 2});
  for (std::uint64_t step = 0; step < 3; ++step) {
    Batch batch = make_batch(step, 12);
    batch.genders.assign(12, {-1, -1});
    batch.genders[3] = {1, -1};  // a mixture of which one voice is known
    EXPECT_EQ(learner.train(batch, 0.01, step).loss, plain.train(batch, 0.01, step).loss);
  }
  for (const auto& [name, tensor] : plain.weights()) EXPECT_EQ(tensor.values, learner.weights().at(name).values) << name;
}

TEST(LearnerTest, TwoViewsCostWhatTheyDiffer) {
  const EstimatorShape shape = shape_of(0);
  Recipe recipe = recipe_of(0);
  recipe.training.embedding_dropout = 0;
  const Batch batch = make_batch(0, 12);
  Learner plain(shape, recipe, 1);
  const Estimator estimator(shape, StateTensorSource(plain.weights()));
  double distance = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    const Estimate one = estimator.run(batch.frames[i]), other = estimator.run(batch.frames[6 + i]);
    for (std::size_t j = 0; j < 3; ++j) distance += std::pow(one.dimensions[j] - other.dimensions[j], 2) / 18;
    double product = 0, one_square = 0, other_square = 0;
    for (std::size_t j = 0; j < one.embedding.size(); ++j) {
      product += one.embedding[j] * other.embedding[j];
      one_square += std::pow(one.embedding[j], 2);
      other_square += std::pow(other.embedding[j], 2);
    }
    distance += (1 - product / std::sqrt(one_square * other_square)) / 6;
  }
  const double loss = plain.train(batch, 0.01, 0).loss;
  recipe.loss.agreement_weight = 3;
  EXPECT_NEAR(Learner(shape, recipe, 1).train(batch, 0.01, 0).loss, loss + 3 * distance, 1e-4);
}

// What is judged is what the model folder will hold.
TEST(LearnerTest, PredictsWithWeightsAsTheyWillBeKept) {
  Recipe recipe = recipe_of(0);
  recipe.training.weight_bits = 8;
  const EstimatorShape shape = shape_of(0);
  Learner learner(shape, recipe, 2);
  for (std::uint64_t step = 0; step < 20; ++step) learner.train(make_batch(step, 24), 0.01, step);
  const StateTensors whole = learner.weights();
  StateTensors rounded = whole;
  for (auto& [name, tensor] : rounded) {
    if (!is_quantizable(name, tensor.shape)) continue;
    const QuantizedMatrix matrix = quantize(tensor.values, tensor.shape[0]);
    dequantize(matrix.codes, matrix.scales, tensor.values);
  }
  const Batch batch = make_batch(1000, 9);
  const std::vector<Prediction> predictions = learner.predict(batch);
  const Estimator exact(shape, StateTensorSource(whole)), kept(shape, StateTensorSource(rounded));
  double moved = 0;
  for (std::size_t i = 0; i < batch.frames.size(); ++i) {
    const Estimate estimate = kept.run(batch.frames[i]);
    for (std::size_t j = 0; j < 3; ++j) {
      EXPECT_NEAR(predictions[i].dimensions[j], estimate.dimensions[j], 1e-5);
      moved += std::abs(estimate.dimensions[j] - exact.run(batch.frames[i]).dimensions[j]);
    }
  }
  EXPECT_GT(moved, 1e-4);
  for (const auto& [name, tensor] : whole) EXPECT_EQ(tensor.values, learner.weights().at(name).values) << name;
}

TEST(LearnerTest, GoesOnFromItsStateToTheLastBit) {
  const EstimatorShape shape = shape_of(0);
  Recipe recipe = recipe_of(0), with_heads = recipe;
  with_heads.loss.corpus_maps = true;
  with_heads.loss.corpus_reversal = with_heads.loss.gender_weight = 0.5;
  const LearnerFacts facts{.rated = {{true, true, true}, {true, true, true}}, .genders = 2};
  for (const Recipe& one : {recipe, with_heads}) {
    const auto train = [](Learner& learner, std::uint64_t from, std::uint64_t to) {
      for (std::uint64_t step = from; step < to; ++step) learner.train(batch_of_two_voices(step, 10), 0.01, step);
    };
    Learner whole(shape, one, 2, facts), first_half(shape, one, 2, facts), second_half(shape, one, 2, facts);
    train(whole, 0, 6);
    train(first_half, 0, 3);
    second_half.set_state(first_half.state(), "the first half");
    train(second_half, 3, 6);
    for (const auto& [name, tensor] : whole.state()) EXPECT_EQ(tensor.values, second_half.state().at(name).values) << name;
  }
}

TEST(LearnerTest, SeedsGiveOtherWeights) {
  Recipe recipe = recipe_of(0);
  const StateTensors first = Learner(shape_of(0), recipe, 1).weights();
  EXPECT_EQ(first.at("embedding.weight").values, Learner(shape_of(0), recipe, 2).weights().at("embedding.weight").values);
  recipe.training.seed = 2;
  EXPECT_NE(first.at("embedding.weight").values, Learner(shape_of(0), recipe, 1).weights().at("embedding.weight").values);
}

TEST(LearnerTest, RefusesALossThatIsNotANumberAndKeepsItsWeights) {
  Learner learner(shape_of(0), recipe_of(0), 1);
  const StateTensors before = learner.state();
  Batch batch = make_batch(0, 4);
  batch.frames[2].data()[0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(learner.train(batch, 0.01, 0), Error);
  for (const auto& [name, tensor] : before) EXPECT_EQ(tensor.values, learner.state().at(name).values) << name;
}

}  // namespace
}  // namespace affectus
