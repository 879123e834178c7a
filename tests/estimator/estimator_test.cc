#include "affectus/estimator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "affectus/error.h"
#include "allocation_counter.h"
#include "estimator/random_weights.h"
#include "failure.h"
#include "golden_tensors.h"
#include "kernels/for_each_target.h"

namespace affectus {
namespace {

using Pooling = EstimatorShape::Pooling;
using testing::allocation_count;
using testing::for_each_target;
using testing::GoldenTensors;
using ::testing::HasSubstr;
using testing::random_values;
using testing::random_weights;

// The networks of the golden file.
struct GoldenNetwork {
  std::string name;
  EstimatorShape shape;
};

EstimatorShape golden_shape(Pooling pooling, std::size_t dimensions, std::size_t categories) {
  return {.input_dim = 6,
          .convolution_kernel = 5,
          .convolution_channels = 10,
          .gru_layers = 2,
          .gru_units = 19,
          .pooling = pooling,
          .embedding_units = 7,
          .dimensions = dimensions,
          .categories = categories};
}

const GoldenNetwork golden_networks[] = {{"mean", golden_shape(Pooling::mean, 3, 4)},
                                         {"last", golden_shape(Pooling::last, 2, 0)},
                                         {"statistics", golden_shape(Pooling::statistics, 0, 5)}};
constexpr std::size_t golden_utterances = 6;

GoldenTensors golden(const std::string& prefix) {
  return {AFFECTUS_SOURCE_DIR "/tests/estimator/estimator_golden.txt", prefix};
}

// Utterances of the given lengths.
std::vector<Frames> random_utterances(std::size_t dim, std::initializer_list<std::size_t> lengths) {
  std::vector<Frames> utterances;
  for (const std::size_t length : lengths) {
    Frames& frames = utterances.emplace_back(dim);
    frames.resize(length);
    const std::vector<float> values = random_values(length * dim, static_cast<unsigned>(100 + utterances.size()), 3);
    std::copy(values.begin(), values.end(), frames.data());
  }
  return utterances;
}

std::vector<Estimate> run(const Estimator& estimator, const std::vector<Frames>& utterances,
                          Estimator::Workspace& workspace) {
  const std::vector<FrameView> batch(utterances.begin(), utterances.end());
  std::vector<Estimate> estimates(batch.size());
  estimator.run(batch, workspace, estimates);
  return estimates;
}

void expect_near(const std::vector<float>& found, const std::vector<float>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) ASSERT_NEAR(found[i], expected[i], 1e-5) << "value " << i;
}

void expect_same(const Estimate& found, const Estimate& expected) {
  EXPECT_EQ(found.dimensions, expected.dimensions);
  EXPECT_EQ(found.deviations, expected.deviations);
  EXPECT_EQ(found.categories, expected.categories);
  EXPECT_EQ(found.embedding, expected.embedding);
  EXPECT_EQ(found.distance, expected.distance);
}

TEST(Estimator, EqualsPyTorch) {
  for_each_target([] {
    for (const GoldenNetwork& network : golden_networks) {
      SCOPED_TRACE(network.name);
      const Estimator estimator(network.shape, golden(network.name + ".weight."));
      const GoldenTensors inputs = golden("utterance."), results = golden(network.name + ".result.");
      std::vector<FrameView> batch;
      for (std::size_t i = 0; i < golden_utterances; ++i) {
        const auto& utterance = inputs.tensors.at(std::to_string(i));
        batch.push_back({utterance.values.data(), utterance.shape[0], utterance.shape[1]});
      }
      std::vector<Estimate> estimates(batch.size());
      Estimator::Workspace workspace;
      estimator.run(batch, workspace, estimates);
      for (std::size_t i = 0; i < batch.size(); ++i) {
        SCOPED_TRACE(::testing::Message() << "utterance " << i);
        const std::string prefix = std::to_string(i) + ".";
        expect_near(estimates[i].embedding, results[prefix + "embedding"]);
        if (network.shape.dimensions > 0) expect_near(estimates[i].dimensions, results[prefix + "dimensions"]);
        if (network.shape.categories > 0) expect_near(estimates[i].categories, results[prefix + "categories"]);
        EXPECT_EQ(estimates[i].dimensions.size(), network.shape.dimensions);
        EXPECT_EQ(estimates[i].categories.size(), network.shape.categories);
      }
    }
  });
}

TEST(Estimator, EstimateIsTheSameToTheLastBitAloneBatchedAndStreamed) {
  for_each_target([] {
    std::vector<EstimatorShape> shapes = testing::fused_shapes();
    for (const Pooling pooling : {Pooling::mean, Pooling::last, Pooling::statistics})
      shapes.push_back({.pooling = pooling, .categories = 6});
    for (const EstimatorShape& shape : shapes) {
      const Estimator estimator(shape, random_weights(shape));
      const auto utterances =
          random_utterances(shape.input_dim, {120, 1, 2, 3, 300, 300, 47, 33, 300, 8, 9, 299, 64, 5, 31, 7});
      Estimator::Workspace workspace;
      const std::vector<Estimate> batched = run(estimator, utterances, workspace);
      EstimatorStream stream = estimator.open_stream();
      for (std::size_t i = 0; i < utterances.size(); ++i) {
        SCOPED_TRACE(::testing::Message() << utterances[i].count() << " frames");
        expect_same(estimator.run(utterances[i]), batched[i]);
        stream.reset();
        stream.push(utterances[i]);
        Estimate streamed;
        stream.estimate(streamed);
        expect_same(streamed, batched[i]);
      }
    }
  });
}

// A branch of late fusion sees its own part of the frames, and nothing of the other.
TEST(Estimator, LateFusionIsTwoNetworksSideBySide) {
  const EstimatorShape late = testing::fused_shapes()[2];
  const GoldenTensors weights = random_weights(late);
  const Frames both = random_utterances(43, {60}).front();
  const Estimate fused = Estimator(late, weights).run(both);
  std::size_t first = 0;
  for (std::size_t index = 0; index < 2; ++index) {
    EstimatorShape alone = late.branch(index);
    alone.dimensions = 1;
    GoldenTensors own = random_weights(alone);
    const std::string prefix = "branches." + std::to_string(index) + ".";
    for (auto& [name, tensor] : own.tensors)
      if (weights.tensors.contains(prefix + name)) tensor = weights.tensors.at(prefix + name);
    Frames part(alone.input_dim);
    part.resize(both.count());
    for (std::size_t t = 0; t < both.count(); ++t) std::copy_n(&both[t][first], alone.input_dim, part[t].begin());
    first += alone.input_dim;
    const std::vector<float> embedding = Estimator(alone, own).run(part).embedding;
    EXPECT_TRUE(std::ranges::equal(embedding, std::span(fused.embedding).subspan(index * 128, 128)));
  }
}

// The projections are folded into the convolution: the same as projecting the frames first.
TEST(Estimator, ProjectedPartsEqualProjectedFrames) {
  const EstimatorShape shape = testing::fused_shapes()[1];
  const GoldenTensors weights = random_weights(shape);
  const Frames frames = random_utterances(43, {60}).front();
  Frames projected(12);
  projected.resize(frames.count());
  for (std::size_t t = 0; t < frames.count(); ++t)
    for (std::size_t unit = 0; unit < 12; ++unit) {
      const std::size_t part = unit / 6, first = part == 0 ? 0 : 40, width = shape.parts[part];
      const auto& projection = weights.tensors.at("projection." + std::to_string(part) + ".weight").values;
      double sum = 0;
      for (std::size_t i = 0; i < width; ++i)
        sum += static_cast<double>(projection[unit % 6 * width + i]) * frames[t][first + i];
      projected[t][unit] = static_cast<float>(sum);
    }
  EstimatorShape plain = shape;
  plain.input_dim = 12;
  plain.parts = {6, 6};
  plain.projection_units = 0;
  GoldenTensors rest = weights;
  std::erase_if(rest.tensors, [](const auto& entry) { return entry.first.starts_with("projection."); });
  const Estimate folded = Estimator(shape, weights).run(frames), stepwise = Estimator(plain, rest).run(projected);
  expect_near(folded.embedding, stepwise.embedding);
  expect_near(folded.deviations, stepwise.deviations);
  for (const float deviation : folded.deviations) EXPECT_GT(deviation, 0);
}

// What an estimate held before is not left where the network gives no distance.
TEST(Estimator, TheDistanceIsThatOfTheWhitenedEmbedding) {
  const EstimatorShape shape{.embedding_units = 9, .familiarity = 4};
  GoldenTensors weights = random_weights(shape);
  const std::vector<Frames> utterance = random_utterances(shape.input_dim, {60});
  Estimate estimate = Estimator(shape, weights).run(utterance.front());
  const auto &weight = weights.tensors.at("familiarity.weight").values,
             &bias = weights.tensors.at("familiarity.bias").values;
  double squares = 0;
  for (std::size_t row = 0; row < 4; ++row) {
    double value = bias[row];
    for (std::size_t i = 0; i < 9; ++i) value += static_cast<double>(weight[row * 9 + i]) * estimate.embedding[i];
    squares += value * value;
  }
  ASSERT_TRUE(estimate.distance);
  EXPECT_NEAR(*estimate.distance, squares / 4, 1e-6 * squares);

  std::erase_if(weights.tensors, [](const auto& entry) { return entry.first.starts_with("familiarity."); });
  const Estimator without({.embedding_units = 9}, weights);
  const FrameView frames = utterance.front();
  Estimator::Workspace workspace;
  without.run({&frames, 1}, workspace, {&estimate, 1});
  EXPECT_FALSE(estimate.distance);
}

TEST(Estimator, BatchOfMoreThanRunSideBySideIsTheSame) {
  const EstimatorShape shape{.convolution_channels = 40, .gru_units = 40};
  const Estimator estimator(shape, random_weights(shape));
  std::vector<Frames> utterances;
  for (std::size_t i = 0; i < 75; ++i) utterances.push_back(random_utterances(shape.input_dim, {1 + i * 7 % 40}).front());
  Estimator::Workspace workspace;
  const std::vector<Estimate> batched = run(estimator, utterances, workspace);
  for (std::size_t i = 0; i < utterances.size(); ++i) expect_same(estimator.run(utterances[i]), batched[i]);
}

TEST(Estimator, WorkspaceServesEstimatorsOfDifferentShapes) {
  const EstimatorShape large{.pooling = Pooling::statistics, .categories = 6}, small = golden_networks[0].shape;
  const Estimator large_estimator(large, random_weights(large)), small_estimator(small, random_weights(small));
  const auto large_inputs = random_utterances(large.input_dim, {50, 20}), small_inputs = random_utterances(6, {30, 70});
  Estimator::Workspace workspace, other;
  const auto first = run(large_estimator, large_inputs, workspace);
  expect_same(run(small_estimator, small_inputs, workspace)[1], run(small_estimator, small_inputs, other)[1]);
  expect_same(run(large_estimator, large_inputs, workspace)[0], first[0]);
}

TEST(Estimator, SecondRunOfABatchAllocatesNothing) {
  const EstimatorShape shape{.pooling = Pooling::statistics, .categories = 6};
  const Estimator estimator(shape, random_weights(shape));
  const auto utterances = random_utterances(shape.input_dim, {100, 30, 200, 1});
  const std::vector<FrameView> batch(utterances.begin(), utterances.end());
  std::vector<Estimate> estimates(batch.size());
  Estimator::Workspace workspace;
  estimator.run(batch, workspace, estimates);
  const std::size_t before = allocation_count();
  estimator.run(batch, workspace, estimates);
  EXPECT_EQ(allocation_count(), before);
}

TEST(EstimatorStream, EstimatesOfAllSoFarEqualUtterancesCutThere) {
  for_each_target([] {
    const EstimatorShape shape{.convolution_kernel = 7, .pooling = Pooling::statistics};
    const Estimator estimator(shape, random_weights(shape));
    const Frames utterance = random_utterances(shape.input_dim, {150}).front();
    EstimatorStream stream = estimator.open_stream();
    Estimate streamed;
    std::size_t pushed = 0;
    for (const std::size_t count : {1, 1, 1, 1, 2, 0, 3, 32, 1, 41, 5, 62}) {
      stream.push({utterance.data() + pushed * shape.input_dim, count, shape.input_dim});
      pushed += count;
      for (int repeat = 0; repeat < 2; ++repeat) {
        stream.estimate(streamed);
        expect_same(streamed, estimator.run(FrameView{utterance.data(), pushed, shape.input_dim}));
      }
    }
    ASSERT_EQ(pushed, utterance.count());
  });
}

void expect_stream_allocates_nothing(const EstimatorShape& shape) {
  const Estimator estimator(shape, random_weights(shape));
  const Frames utterance = random_utterances(shape.input_dim, {500}).front();
  EstimatorStream stream = estimator.open_stream();
  Estimate estimate;
  estimate.dimensions.reserve(shape.dimensions);
  estimate.deviations.reserve(shape.deviations);
  estimate.categories.reserve(shape.categories);
  estimate.embedding.reserve(shape.embedding_dim());
  const std::size_t before = allocation_count();
  for (std::size_t frame = 0; frame < utterance.count(); ++frame) {
    stream.push({utterance.data() + frame * shape.input_dim, 1, shape.input_dim});
    if (frame % 10 == 0) stream.estimate(estimate);
  }
  stream.push(utterance);
  stream.reset();
  stream.push(utterance);
  stream.estimate(estimate);
  EXPECT_EQ(allocation_count(), before);
}

TEST(EstimatorStream, AllocatesNothingAfterConstruction) {
  expect_stream_allocates_nothing({.pooling = Pooling::statistics, .categories = 6});
  for (const EstimatorShape& shape : testing::fused_shapes()) expect_stream_allocates_nothing(shape);
}

TEST(EstimatorStream, RefusesToEstimateNothing) {
  const EstimatorShape shape;
  const Estimator estimator(shape, random_weights(shape));
  EstimatorStream stream = estimator.open_stream();
  Estimate estimate;
  EXPECT_THROW(stream.estimate(estimate), Error);
  stream.push(random_utterances(shape.input_dim, {3}).front());
  stream.estimate(estimate);
  stream.reset();
  EXPECT_THROW(stream.estimate(estimate), Error);
}

void expect_error(ErrorCode code, const std::string& message, const std::function<void()>& call) {
  EXPECT_THAT(testing::failure(call, code), HasSubstr(message));
}

TEST(Estimator, RefusesWeightsThatDoNotFit) {
  const EstimatorShape shape = golden_networks[0].shape;
  const GoldenTensors whole = random_weights(shape);
  for (const auto& [name, tensor] : whole.tensors) {
    GoldenTensors weights = whole;
    weights.tensors.erase(name);
    expect_error(ErrorCode::invalid_format, name, [&] { Estimator(shape, weights); });
    weights = whole;
    weights.tensors[name].shape[0] += 1;
    expect_error(ErrorCode::invalid_format, name, [&] { Estimator(shape, weights); });
    weights = whole;
    weights.tensors[name].values.back() = NAN;
    expect_error(ErrorCode::invalid_format, name, [&] { Estimator(shape, weights); });
  }
  GoldenTensors weights = whole;
  weights.tensors["gru.weight_ih_l2"] = {{1}, {0.0f}};
  expect_error(ErrorCode::invalid_format, "gru.weight_ih_l2 is not part", [&] { Estimator(shape, weights); });
}

TEST(Estimator, RefusesFramesThatDoNotFit) {
  const EstimatorShape shape;
  const Estimator estimator(shape, random_weights(shape));
  Estimator::Workspace workspace;
  std::vector<Estimate> estimates(1);
  expect_error(ErrorCode::invalid_argument, "expected frames of 40 values, found 39",
               [&] { run(estimator, random_utterances(39, {5}), workspace); });
  expect_error(ErrorCode::invalid_argument, "at least one frame", [&] {
    run(estimator, random_utterances(40, {5, 0}), workspace);
  });
  const std::vector<FrameView> batch(2, random_utterances(40, {5}).front());
  expect_error(ErrorCode::invalid_argument, "room for 2 estimates, found 1",
               [&] { estimator.run(batch, workspace, estimates); });
  EstimatorStream stream = estimator.open_stream();
  expect_error(ErrorCode::invalid_argument, "found 39", [&] { stream.push(random_utterances(39, {5}).front()); });
}

TEST(EstimatorShape, NamesTheFieldOutOfRange) {
  const auto refuses = [](const EstimatorShape& shape, const std::string& field) {
    expect_error(ErrorCode::invalid_argument, field, [&] { shape.validate(); });
  };
  refuses({.input_dim = 0}, "input_dim: expected 1 to 65536, found 0");
  refuses({.convolution_kernel = 4}, "convolution_kernel: expected an odd number, found 4");
  refuses({.convolution_channels = 5000}, "convolution_channels");
  refuses({.gru_layers = 0}, "gru_layers");
  refuses({.gru_units = 0}, "gru_units");
  refuses({.embedding_units = 0}, "embedding_units");
  refuses({.dimensions = 0, .categories = 0}, "dimensions + categories");
  refuses({.embedding_units = 8, .familiarity = 9}, "familiarity: expected 0 to 8, found 9");
  EXPECT_NO_THROW(EstimatorShape().validate());
}

TEST(EstimatorShape, CountsParameters) {
  std::vector<EstimatorShape> shapes = testing::fused_shapes();
  shapes.push_back({});
  shapes.push_back({.gru_layers = 1, .pooling = Pooling::statistics, .categories = 4});
  for (const EstimatorShape& shape : shapes) {
    std::size_t expected = 0;
    for (const auto& entry : random_weights(shape).tensors) expected += entry.second.values.size();
    EXPECT_EQ(shape.parameter_count(), expected);
  }
}

}  // namespace
}  // namespace affectus
