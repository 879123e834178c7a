// One training step of 32 utterances of 300 frames x 40, convolution of 5 to 128, 2 x GRU 128, embedding 128, three outputs:
// forward, backward, Adam. The trainer's own network, and the same with LibTorch's GRU. Its peer: training_step_peer.py.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "base/random.h"
#include "training/adam.h"
#include "training/learner.h"
#include "training/loss.h"
#include "training/parameters.h"

namespace affectus {
namespace {

constexpr std::size_t utterances = 32, frames_each = 300, dim = 40, units = 128;

Batch random_batch() {
  RandomStream random{1};
  Batch batch;
  for (std::size_t i = 0; i < utterances; ++i) {
    Frames& frames = batch.frames.emplace_back(dim);
    frames.resize(frames_each);
    for (std::size_t j = 0; j < frames_each * dim; ++j) frames.data()[j] = random.rough_normal();
    batch.targets.push_back({random.rough_normal(), random.rough_normal(), random.rough_normal()});
    batch.categories.push_back(-1);
  }
  return batch;
}

void affectus_training_step(benchmark::State& state) {
  Learner learner(EstimatorShape{}, Recipe{}, static_cast<std::size_t>(state.range(0)));
  const Batch batch = random_batch();
  std::uint64_t step = 0;
  for (auto _ : state) benchmark::DoNotOptimize(learner.train(batch, 1e-3, step++));
}
BENCHMARK(affectus_training_step)->ArgName("threads")->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

class LibTorchNetwork {
 public:
  LibTorchNetwork() {
    const auto add = [&](std::vector<std::int64_t> size) {
      parameters_.push_back((at::rand(size) * 0.1 - 0.05).set_requires_grad(true));
      first_moments_.push_back(at::zeros(size));
      second_moments_.push_back(at::zeros(size));
    };
    add({units, dim, 5});
    add({units});
    for (int layer = 0; layer < 2; ++layer) {
      add({3 * units, units});
      add({3 * units, units});
      add({3 * units});
      add({3 * units});
    }
    add({units, units});
    add({units});
    add({3, units});
    add({3});
  }

  void train(const at::Tensor& input, const at::Tensor& targets) {
    const auto& p = parameters_;
    const at::Tensor convolved = at::relu(at::conv1d(input, p[0], p[1], 1, 2)).permute({2, 0, 1}).contiguous();
    const std::vector<at::Tensor> recurrent(p.begin() + 2, p.begin() + 10);
    const at::Tensor start = at::zeros({2, utterances, units});
    const at::Tensor output = std::get<0>(at::gru(convolved, start, recurrent, true, 2, 0.0, true, false, false));
    const at::Tensor embedding = at::tanh(at::addmm(p[11], output.mean(0), p[10].t()));
    dimension_loss(at::addmm(p[13], embedding, p[12].t()), targets, LossOptions{}).backward();
    ++step_;
    for (std::size_t i = 0; i < p.size(); ++i) {
      const auto values = [&](const at::Tensor& tensor) {
        return std::span(tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel()));
      };
      const at::Tensor gradient = p[i].grad().contiguous();
      adam({.learning_rate = 1e-3, .weight_decay = 1e-4, .number = step_, .gradient_factor = 1}, values(gradient),
           values(p[i]), values(first_moments_[i]), values(second_moments_[i]));
      p[i].mutable_grad().zero_();
    }
  }

 private:
  std::vector<at::Tensor> parameters_, first_moments_, second_moments_;
  std::size_t step_ = 0;
};

void libtorch_training_step(benchmark::State& state) {
  at::set_num_threads(static_cast<int>(state.range(0)));
  LibTorchNetwork network;
  const at::Tensor input = at::randn({utterances, dim, frames_each}), targets = at::randn({utterances, 3});
  for (auto _ : state) network.train(input, targets);
}
BENCHMARK(libtorch_training_step)->ArgName("threads")->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

// What follows the backward pass, for as many values as an encoder's upper layers have: the clip's norm and Adam. The
// parameters are the matrices and biases of 1024 x 1024.
constexpr std::int64_t width = 1024, matrices = 48;

void affectus_optimizer_step(benchmark::State& state) {
  at::set_num_threads(1);
  Parameters parameters({}, {}, static_cast<std::size_t>(state.range(0)));
  for (std::int64_t i = 0; i < matrices; ++i)
    parameters.adopt("matrix " + std::to_string(i), at::rand({width, width}) - 0.5, {});
  parameters.clear_gradients();
  for (const at::Tensor& gradient : parameters.gradients()) gradient.uniform_(-1, 1);
  for (auto _ : state) {
    if (state.range(1) == 0)
      parameters.update(1e-3, 1);
    else if (state.range(1) == 1)
      benchmark::DoNotOptimize(parameters.gradient_norm());
    else
      parameters.clear_gradients();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * matrices * width * width);
}
BENCHMARK(affectus_optimizer_step)
    ->ArgNames({"threads", "part"})
    ->ArgsProduct({{1, 2}, {0, 1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace affectus
