// The trunk against LibTorch's own convolution, GRU and automatic differentiation.
#include "training/trunk.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"

namespace affectus {
namespace {

using Pooling = EstimatorShape::Pooling;

EstimatorShape small_shape(Pooling pooling) {
  return {.input_dim = 7,
          .convolution_kernel = 5,
          .convolution_channels = 12,
          .gru_layers = 2,
          .gru_units = 10,
          .pooling = pooling,
          .embedding_units = 6,
          .dimensions = 3,
          .categories = 0};
}

struct Weights {
  std::vector<at::Tensor> tensors;  // convolution weight and bias, then four of each layer

  explicit Weights(const EstimatorShape& shape) {
    RandomStream random{1};
    const auto add = [&](std::vector<std::int64_t> size) {
      at::Tensor tensor = at::empty(size);
      for (std::int64_t i = 0; i < tensor.numel(); ++i)
        tensor.data_ptr<float>()[i] = static_cast<float>(random.uniform(-0.5, 0.5));
      tensors.push_back(tensor.set_requires_grad(true));
    };
    const auto size = [](std::size_t value) { return static_cast<std::int64_t>(value); };
    const std::int64_t channels = size(shape.convolution_channels), units = size(shape.gru_units);
    add({channels, size(shape.input_dim), size(shape.convolution_kernel)});
    add({channels});
    for (std::size_t layer = 0; layer < shape.gru_layers; ++layer) {
      add({3 * units, layer == 0 ? channels : units});
      add({3 * units, units});
      add({3 * units});
      add({3 * units});
    }
  }

  template <typename Get>
  TrunkTensors pointers(const Get& get) const {
    TrunkTensors result{get(tensors[0]), get(tensors[1]), {}};
    for (std::size_t i = 2; i < tensors.size(); i += 4)
      result.layers.push_back({get(tensors[i]), get(tensors[i + 1]), get(tensors[i + 2]), get(tensors[i + 3])});
    return result;
  }
};

std::vector<Frames> random_batch(const std::vector<std::size_t>& lengths, std::size_t dim) {
  RandomStream random{2};
  std::vector<Frames> batch;
  for (const std::size_t length : lengths) {
    Frames& frames = batch.emplace_back(dim);
    frames.resize(length);
    for (std::size_t i = 0; i < length * dim; ++i) frames.data()[i] = static_cast<float>(random.normal());
  }
  return batch;
}

// One utterance through LibTorch. `leaf` takes the frames, of which gradients are wanted.
at::Tensor reference(const Frames& frames, const EstimatorShape& shape, const Weights& weights, at::Tensor* leaf = nullptr) {
  const auto count = static_cast<std::int64_t>(frames.count()), dim = static_cast<std::int64_t>(frames.dim());
  const at::Tensor given = at::from_blob(const_cast<float*>(frames.data()), {count, dim}).set_requires_grad(true);
  if (leaf != nullptr) *leaf = given;
  const at::Tensor input = given.unsqueeze(0).transpose(1, 2);
  const auto half = static_cast<std::int64_t>(shape.convolution_kernel / 2);
  const at::Tensor convolved =
      at::relu(at::conv1d(input, weights.tensors[0], weights.tensors[1], 1, half)).permute({2, 0, 1});
  const auto layers = static_cast<std::int64_t>(shape.gru_layers);
  const at::Tensor start = at::zeros({layers, 1, static_cast<std::int64_t>(shape.gru_units)});
  const std::vector<at::Tensor> recurrent(weights.tensors.begin() + 2, weights.tensors.end());
  const at::Tensor output =
      std::get<0>(at::gru(convolved, start, recurrent, true, layers, 0.0, false, false, false)).squeeze(1);
  if (shape.pooling == Pooling::last) return output[-1];
  if (shape.pooling == Pooling::mean) return output.mean(0);
  return at::cat({output.mean(0), (output.var(0, false) + 1e-5).sqrt()});
}

class TrunkTest : public ::testing::TestWithParam<std::tuple<Pooling, std::size_t>> {};

TEST_P(TrunkTest, EqualsLibTorchForwardAndBackward) {
  const auto [pooling, threads] = GetParam();
  const EstimatorShape shape = small_shape(pooling);
  const Weights weights(shape);
  const std::vector<Frames> batch = random_batch({17, 1, 42, 17, 5, 30, 2}, shape.input_dim);
  const auto pooled_dim = static_cast<std::int64_t>(shape.pooled_dim());

  Trunk trunk(shape, threads, /*gives_input_gradients=*/true);
  trunk.set_weights(weights.pointers([](const at::Tensor& tensor) { return tensor.data_ptr<float>(); }));
  at::Tensor pooled = at::empty({static_cast<std::int64_t>(batch.size()), pooled_dim});
  trunk.forward(batch, pooled.data_ptr<float>());

  std::vector<at::Tensor> rows, leaves(batch.size());
  for (const Frames& frames : batch) rows.push_back(reference(frames, shape, weights, &leaves[rows.size()]));
  const at::Tensor expected = at::stack(rows);
  EXPECT_LT((pooled - expected).abs().max().item<float>(), 1e-5);

  const at::Tensor slope = at::sin(at::arange(pooled.numel(), at::kFloat)).view_as(pooled).contiguous();
  (expected * slope).sum().backward();
  std::vector<at::Tensor> found;
  std::size_t next = 0;
  for (const at::Tensor& tensor : weights.tensors) found.push_back(at::zeros(tensor.sizes()));
  trunk.backward(slope.data_ptr<float>(),
                 weights.pointers([&](const at::Tensor&) { return found[next++].data_ptr<float>(); }));
  for (std::size_t i = 0; i < found.size(); ++i) {
    const at::Tensor gradient = weights.tensors[i].grad();
    EXPECT_LT((found[i] - gradient).abs().max().item<float>(), 2e-5 * (1 + gradient.abs().max().item<float>()))
        << "tensor " << i;
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Frames& own = trunk.input_gradients()[i];
    ASSERT_EQ(own.count(), batch[i].count());
    const at::Tensor gradient = leaves[i].grad().contiguous();
    for (std::size_t j = 0; j < own.count() * own.dim(); ++j)
      ASSERT_NEAR(own.data()[j], gradient.data_ptr<float>()[j], 1e-5) << "value " << j << " of utterance " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, TrunkTest,
                         ::testing::Combine(::testing::Values(Pooling::mean, Pooling::last, Pooling::statistics),
                                            ::testing::Values(std::size_t{1}, std::size_t{2}, std::size_t{9})));

TEST(TrunkTest, AnUtterancesResultDoesNotDependOnTheRestOfTheBatch) {
  const EstimatorShape shape = small_shape(Pooling::statistics);
  const Weights weights(shape);
  const std::vector<Frames> batch = random_batch({17, 3, 42, 17}, shape.input_dim);
  Trunk trunk(shape, 2);
  trunk.set_weights(weights.pointers([](const at::Tensor& tensor) { return tensor.data_ptr<float>(); }));
  std::vector<float> together(batch.size() * shape.pooled_dim()), alone(shape.pooled_dim());
  trunk.forward(batch, together.data());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    trunk.forward(std::span(batch).subspan(i, 1), alone.data());
    EXPECT_TRUE(
        std::equal(alone.begin(), alone.end(), together.begin() + static_cast<std::ptrdiff_t>(i * shape.pooled_dim())));
  }
}

}  // namespace
}  // namespace affectus
