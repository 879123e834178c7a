// Matrix products in the sizes that the network has, as floating point operations a second, beside what the core can do at
// most.
#include <benchmark/benchmark.h>

#include <random>
#include <vector>

#include "kernels/matrix_product.h"

namespace affectus {
namespace {

std::vector<float> random_values(std::size_t count) {
  std::mt19937 generator(7);
  std::uniform_real_distribution<float> distribution(-1, 1);
  std::vector<float> values(count);
  for (float& value : values) value = distribution(generator);
  return values;
}

void set_rate(benchmark::State& state, std::size_t m, std::size_t k, std::size_t n) {
  state.counters["FLOPS"] =
      benchmark::Counter(2.0 * static_cast<double>(m * k * n) * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate, benchmark::Counter::kIs1000);
}

void product(benchmark::State& state) {
  const auto m = static_cast<std::size_t>(state.range(0));
  const auto k = static_cast<std::size_t>(state.range(1));
  const auto n = static_cast<std::size_t>(state.range(2));
  const std::vector<float> a = random_values(m * k);
  const std::vector<float> b = random_values(k * n);
  const PackedMatrix packed = PackedMatrix::pack(b.data(), k, n, n, false);
  std::vector<float> c(m * n);
  for (auto _ : state) {
    matrix_product(a.data(), k, m, packed, nullptr, false, c.data(), n);
    benchmark::ClobberMemory();
  }
  set_rate(state, m, k, n);
}
BENCHMARK(product)
    ->ArgNames({"m", "k", "n"})
    ->ArgsProduct({{1, 2, 4, 8, 16, 32, 64}, {128}, {128, 384}})
    ->Args({16, 384, 128})
    ->Args({4000, 200, 128})
    ->Args({4000, 128, 384})
    ->Args({4000, 384, 128});

void transposed_product(benchmark::State& state) {
  const auto m = static_cast<std::size_t>(state.range(0));
  const auto k = static_cast<std::size_t>(state.range(1));
  const auto n = static_cast<std::size_t>(state.range(2));
  const std::vector<float> a = random_values(m * k);
  const std::vector<float> b = random_values(m * n);
  std::vector<float> c(k * n);
  for (auto _ : state) {
    accumulate_transposed_product(a.data(), k, b.data(), n, m, k, n, c.data(), n);
    benchmark::ClobberMemory();
  }
  set_rate(state, m, k, n);
}
BENCHMARK(transposed_product)
    ->ArgNames({"m", "k", "n"})
    ->Args({16, 384, 128})
    ->Args({4000, 384, 128})
    ->Args({4000, 200, 128});

}  // namespace
}  // namespace affectus
