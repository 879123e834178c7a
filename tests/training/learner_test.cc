#include "training/learner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "affectus/error.h"
#include "model/tensor_source.h"
#include "training/random.h"

namespace affectus {
namespace {

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

class Weights : public TensorSource {
 public:
  explicit Weights(StateTensors tensors) : tensors_(std::move(tensors)) {}
  std::string name() const override { return "weights"; }
  std::vector<std::string> tensor_names() const override {
    std::vector<std::string> names;
    for (const auto& [name, tensor] : tensors_) names.push_back(name);
    return names;
  }
  TensorView tensor(const std::string& name, std::span<const std::size_t> shape) const override {
    const StateTensor& found = tensors_.at(name);
    EXPECT_TRUE(std::equal(shape.begin(), shape.end(), found.shape.begin(), found.shape.end())) << name;
    return {found.values, found.shape};
  }

 private:
  StateTensors tensors_;
};

TEST(LearnerTest, LearnsAndAgreesWithTheRuntime) {
  const EstimatorShape shape = shape_of(2);
  Learner learner(shape, recipe_of(0.2), 2);
  const double first = learner.train(make_batch(0, 24), 0.01, 0).loss;
  double last = 0;
  for (std::uint64_t step = 1; step < 60; ++step) last = learner.train(make_batch(step, 24), 0.01, step).loss;
  EXPECT_LT(last, 0.3 * first);

  const Batch batch = make_batch(1000, 9);
  const std::vector<Prediction> predictions = learner.predict(batch);
  const Estimator estimator(shape, Weights(learner.weights()));
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
  const Estimator estimator(shape, Weights(weights));
  for (std::size_t i = 0; i < batch.frames.size(); ++i)
    for (std::size_t j = 0; j < 3; ++j)
      EXPECT_NEAR(predictions[i].dimensions[j], estimator.run(batch.frames[i]).dimensions[j], 1e-5);
}

TEST(LearnerTest, GoesOnFromItsStateToTheLastBit) {
  const EstimatorShape shape = shape_of(0);
  const Recipe recipe = recipe_of(0);
  Learner whole(shape, recipe, 2), first_half(shape, recipe, 2);
  for (std::uint64_t step = 0; step < 6; ++step) whole.train(make_batch(step, 10), 0.01, step);
  for (std::uint64_t step = 0; step < 3; ++step) first_half.train(make_batch(step, 10), 0.01, step);
  Learner second_half(shape, recipe, 2);
  second_half.set_state(first_half.state());
  for (std::uint64_t step = 3; step < 6; ++step) second_half.train(make_batch(step, 10), 0.01, step);
  for (const auto& [name, tensor] : whole.state()) EXPECT_EQ(tensor.values, second_half.state().at(name).values) << name;
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
