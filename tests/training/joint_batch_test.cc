// Several processes that learn from one batch together, as one process would.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"
#include "processes/child_processes.h"
#include "processes/process_group.h"
#include "training/learner.h"
#include "training/run_state.h"

namespace affectus {
namespace {

constexpr std::size_t rows = 10, dim = 8, categories = 2, teacher_embedding = 6;

// Every loss that there is, and dropout.
Recipe recipe_with_all_losses() {
  return Recipe::parse(R"(name = "test"
    corpora = [{name = "one"}, {name = "two"}]
    front_ends = [{name = "mfb"}]
    optimizer = {gradient_clip = 0, weight_decay = 0}
    training = {batch_size = 10, embedding_dropout = 0.2}
    [loss]
    valence = 0.5
    activation = 0.2
    category_weight = 0.4
    label_smoothing = 0.1
    class_weights = true
    votes = true
    deviation_weight = 0.3
    corpus_maps = true
    agreement_weight = 0.7
    gender_weight = 0.2
    corpus_reversal = 0.3
    speaker_reversal = 0.2
    [teacher]
    name = "t"
    output_weight = 0.5
    embedding_weight = 0.6
    category_weight = 0.3
    temperature = 2
    deviation_weight = 0.4
  )",
                       "test.toml");
}

Recipe recipe_with_dimensions_alone() {
  Recipe recipe = recipe_with_all_losses();
  recipe.loss = {};
  recipe.teacher.reset();
  recipe.training.embedding_dropout = 0;
  return recipe;
}

LearnerFacts facts() {
  return {.class_weights = {0.5F, 1.5F},
          .teacher_embedding = teacher_embedding,
          .rated = {{true, true, true}, {true, false, true}},
          .speakers = 3,
          .genders = 2};
}

EstimatorShape shape() {
  return {.input_dim = dim,
          .convolution_kernel = 3,
          .convolution_channels = 12,
          .gru_layers = 2,
          .gru_units = 10,
          .pooling = EstimatorShape::Pooling::statistics,
          .embedding_units = 10,
          .dimensions = 3,
          .deviations = 3,
          .categories = categories};
}

// Some labels are missing; the number of those that are there differs between the halves of the batch.
Batch make_batch(std::uint64_t seed) {
  RandomStream random{seed};
  const auto number = [&] { return static_cast<float>(random.uniform(-1, 1)); };
  const auto three = [&] { return std::array<float, 3>{number(), number(), number()}; };
  Batch batch;
  for (std::size_t i = 0; i < rows; ++i) {
    Frames& frames = batch.frames.emplace_back(dim);
    frames.resize(5 + random.below(20));
    std::generate_n(frames.data(), frames.count() * dim, number);
    batch.targets.push_back(three());
    batch.deviations.push_back(three());
    batch.categories.push_back(static_cast<int>(random.below(categories)));
    batch.votes.push_back({0.25F, 0.75F});
    const int corpus = static_cast<int>(i % 2), speaker = static_cast<int>(random.below(3));
    batch.corpora.push_back({corpus, corpus});
    batch.speakers.push_back({speaker, speaker});
    batch.genders.push_back({speaker % 2, (speaker + 1) % 2});
    TeacherOutput& teacher = batch.teacher.emplace_back();
    teacher.dimensions = three();
    teacher.deviations = three();
    teacher.categories = {0.3F, 0.7F};
    for (std::size_t j = 0; j < teacher_embedding; ++j) teacher.embedding.push_back(number());
  }
  for (const std::size_t i : {0, 2, 6}) batch.targets[i][1] = TeacherOutput::none;
  for (const std::size_t i : {1, 2, 4}) {
    batch.categories[i] = -1;
    batch.votes[i].clear();
  }
  batch.genders[3] = {-1, -1};
  return batch;
}

Batch share_of(Batch batch, const Share& share) {
  std::vector<Frames> own;
  for (std::size_t i = 0; i < share.size(batch.rows()); ++i) own.push_back(std::move(batch.frames[share.row(i)]));
  batch.frames = std::move(own);
  batch.share = share;
  return batch;
}

// A part of a batch as a batch of its own.
Batch part_of(Batch batch, const Share& share) {
  batch = share_of(std::move(batch), share);
  const auto keep = [&](auto& values) {
    if (values.empty()) return;
    auto kept = values;
    kept.clear();
    for (std::size_t i = 0; i < share.size(rows); ++i) kept.push_back(values[share.row(i)]);
    values = kept;
  };
  keep(batch.targets), keep(batch.deviations), keep(batch.categories), keep(batch.votes), keep(batch.corpora);
  keep(batch.speakers), keep(batch.genders), keep(batch.teacher);
  batch.share = {};
  return batch;
}

constexpr const char* moment = "first_moment/";

// Of one step: Adam's first moment after it is a tenth of the gradient.
StateTensors gradient_of(const Learner& learner) {
  StateTensors gradient = learner.state();
  std::erase_if(gradient, [](const auto& entry) { return !entry.first.starts_with(moment); });
  for (auto& [name, tensor] : gradient)
    for (float& value : tensor.values) value *= 10;
  return gradient;
}

double largest_difference(const StateTensors& one, const StateTensors& other) {
  double largest = 0;
  EXPECT_EQ(one.size(), other.size());
  for (const auto& [name, tensor] : one)
    for (std::size_t i = 0; i < tensor.values.size(); ++i)
      largest = std::max(largest, std::abs(static_cast<double>(tensor.values[i]) - other.at(name).values.at(i)));
  return largest;
}

struct Trained {
  StateTensors gradient;
  double loss;
};

Trained train_alone(const Recipe& recipe, const Batch& batch) {
  Learner learner(shape(), recipe, 1, facts());
  const double loss = learner.train(batch, 1e-3, 0).loss;
  return {gradient_of(learner), loss};
}

// What the processes say: the loss, and the gradient in the form of a checkpoint.
void expect_gradient_of_one_process(const Recipe& recipe, std::size_t count) {
  const Batch batch = make_batch(5);
  const auto results = testing::run_processes(count, [&](const ProcessPlace& place) {
    ProcessGroup processes(place);
    Learner learner(shape(), recipe, 1, facts(), nullptr, &processes);
    const double loss = learner.train(share_of(batch, processes.share()), 1e-3, 0).loss;
    RunState state;
    state.best_score = loss;
    state.learner = gradient_of(learner);
    return state.bytes();
  });
  const Trained alone = train_alone(recipe, batch);
  double size = 0;
  for (const auto& [name, tensor] : alone.gradient)
    for (const float value : tensor.values) size = std::max<double>(size, std::abs(value));
  EXPECT_GT(size, 0.01);
  for (const std::string& result : results) {
    ASSERT_FALSE(result.starts_with("error") || result == "died") << result;
    EXPECT_EQ(result, results[0]);  // to the last bit on each process
    const RunState state = RunState::parse(result, "result");
    EXPECT_NEAR(state.best_score, alone.loss, 1e-5);
    EXPECT_LT(largest_difference(alone.gradient, state.learner), 1e-5);
  }
}

TEST(JointBatchTest, TwoProcessesHaveTheGradientOfOneWithTheJointBatch) {
  expect_gradient_of_one_process(recipe_with_dimensions_alone(), 2);
  expect_gradient_of_one_process(recipe_with_all_losses(), 2);
}

TEST(JointBatchTest, ThreeProcessesWithUnequalSharesHaveIt) { expect_gradient_of_one_process(recipe_with_all_losses(), 3); }

TEST(JointBatchTest, MoreProcessesThanUtterancesHaveIt) {
  Recipe recipe = recipe_with_dimensions_alone();
  expect_gradient_of_one_process(recipe, rows + 1);
}

// Why the rows of all processes are brought together: the mean of the shares' losses is another function.
TEST(JointBatchTest, TheMeanOfTheSharesLossesHasAnotherGradient) {
  for (const Recipe& recipe : {recipe_with_dimensions_alone(), recipe_with_all_losses()}) {
    const Batch batch = make_batch(5);
    const Trained joint = train_alone(recipe, batch);
    const Trained first = train_alone(recipe, part_of(batch, {.rank = 0, .count = 2}));
    const Trained second = train_alone(recipe, part_of(batch, {.rank = 1, .count = 2}));
    StateTensors mean = first.gradient;
    for (auto& [name, tensor] : mean)
      for (std::size_t i = 0; i < tensor.values.size(); ++i)
        tensor.values[i] = (tensor.values[i] + second.gradient.at(name).values[i]) / 2;
    EXPECT_GT(largest_difference(joint.gradient, mean), 1e-3);  // a hundred times what is allowed above
  }
}

TEST(JointBatchTest, TheWeightsOfAllProcessesStayTheSame) {
  const Recipe recipe = recipe_with_all_losses();
  const auto results = testing::run_processes(2, [&](const ProcessPlace& place) {
    ProcessGroup processes(place);
    Learner learner(shape(), recipe, 1 + place.rank, facts(), nullptr, &processes);  // threads change nothing
    for (std::uint64_t step = 0; step < 20; ++step) learner.train(share_of(make_batch(step), processes.share()), 1e-2, step);
    RunState state;
    state.learner = learner.state();
    return state.bytes();
  });
  ASSERT_FALSE(results[0].starts_with("error") || results[0] == "died") << results[0];
  EXPECT_EQ(results[0], results[1]);
}

}  // namespace
}  // namespace affectus
