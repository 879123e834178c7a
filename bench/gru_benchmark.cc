// What a training step of 32 utterances of 300 frames spends in two GRU layers: the forward pass, the gradients of inputs
// and weights; each thread takes its share of the batch.
#include <benchmark/benchmark.h>

#include <random>
#include <thread>
#include <vector>

#include "estimator/gru.h"
#include "training/gru_gradient.h"

namespace affectus {
namespace {

constexpr std::size_t layers = 2, units = 128, steps = 300, sequences = 32;

AlignedVector<float> random_values(std::size_t count, unsigned seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<float> distribution(-0.1f, 0.1f);
  AlignedVector<float> values(count);
  for (float& value : values) value = distribution(generator);
  return values;
}

/// A share of the batch with all that its two layers need.
struct Share {
  explicit Share(std::size_t count)
      : active(steps, count),
        initial_state(count * units),
        input(random_values(steps * count * units, 1)),
        output_gradient(random_values(steps * count * units, 2)),
        scratch(count * units + 4 * units) {
    for (std::size_t layer = 0; layer < layers; ++layer) {
      gates[layer].resize(steps * count * GruLayer::gates_stride(units));
      outputs[layer].resize(steps * count * units);
      gradients[layer].resize(steps * count * units);
      weight_gradients[layer].resize(6 * units * units + 6 * units);
    }
  }

  void forward(const std::vector<GruLayer>& network) {
    for (std::size_t layer = 0; layer < layers; ++layer) {
      const AlignedVector<float>& from = layer == 0 ? input : outputs[layer - 1];
      network[layer].forward(active, from.data(), initial_state.data(), gates[layer].data(), outputs[layer].data());
    }
  }

  void backward(const std::vector<GruGradient>& network) {
    for (std::size_t layer = layers; layer-- > 0;) {
      const AlignedVector<float>& from = layer == 0 ? input : outputs[layer - 1];
      const AlignedVector<float>& above = layer + 1 == layers ? output_gradient : gradients[layer + 1];
      float* const weight_gradient = weight_gradients[layer].data();
      network[layer].backward({active, from.data(), initial_state.data(), outputs[layer].data(), above.data(),
                               gates[layer].data(), gradients[layer].data(), scratch.data()},
                              {weight_gradient, weight_gradient + 3 * units * units, weight_gradient + 6 * units * units,
                               weight_gradient + 6 * units * units + 3 * units});
    }
  }

  std::vector<std::size_t> active;
  AlignedVector<float> initial_state, input, output_gradient, scratch;
  AlignedVector<float> gates[layers], outputs[layers], gradients[layers], weight_gradients[layers];
};

void gru_training_step(benchmark::State& state) {
  const auto threads = static_cast<std::size_t>(state.range(0));
  const bool with_gradient = state.range(1) != 0;
  std::vector<GruLayer> network(layers, GruLayer(units, units));
  std::vector<GruGradient> gradient(layers, GruGradient(units, units));
  const AlignedVector<float> weights = random_values(3 * units * units, 3), bias = random_values(3 * units, 4);
  std::vector<Share> shares(threads, Share(sequences / threads));
  for (auto _ : state) {
    for (std::size_t layer = 0; layer < layers; ++layer) {
      network[layer].set_weights(weights.data(), weights.data(), bias.data(), bias.data());
      gradient[layer].set_weights(weights.data(), weights.data());
    }
    const auto work = [&](Share& share) {
      share.forward(network);
      if (with_gradient) share.backward(gradient);
    };
    std::vector<std::jthread> helpers;
    for (std::size_t helper = 1; helper < threads; ++helper) helpers.emplace_back(work, std::ref(shares[helper]));
    work(shares[0]);
  }
}
BENCHMARK(gru_training_step)
    ->ArgNames({"threads", "gradient"})
    ->ArgsProduct({{1, 2}, {0, 1}})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

}  // namespace
}  // namespace affectus
