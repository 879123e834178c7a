// The estimator's time a frame: windows of 5 s in a batch, one alone, and a stream that is asked every 100 ms.
#include <benchmark/benchmark.h>

#include <map>
#include <random>

#include "affectus/estimator.h"
#include "tensors/tensor_source.h"

namespace affectus {
namespace {

// Small random weights of any name and shape.
class RandomTensors : public TensorSource {
 public:
  std::string name() const override { return "random"; }
  std::vector<std::string> tensor_names() const override { return {}; }
  TensorView tensor(const std::string& tensor_name, std::span<const std::size_t> shape) const override {
    std::size_t count = 1;
    for (const std::size_t size : shape) count *= size;
    std::vector<float>& values = tensors_[tensor_name];
    std::mt19937 generator(7);
    std::uniform_real_distribution<float> distribution(-0.1f, 0.1f);
    for (std::size_t i = 0; i < count; ++i) values.push_back(distribution(generator));
    return {values, {shape.begin(), shape.end()}};
  }

 private:
  mutable std::map<std::string, std::vector<float>> tensors_;
};

Frames random_frames(std::size_t count, std::size_t dim) {
  std::mt19937 generator(11);
  std::normal_distribution<float> distribution;
  Frames frames(dim);
  frames.resize(count);
  for (std::size_t i = 0; i < count * dim; ++i) frames.data()[i] = distribution(generator);
  return frames;
}

constexpr std::size_t window_frames = 498;

void set_rate(benchmark::State& state, std::size_t frames) {
  state.counters["s_per_frame"] = benchmark::Counter(static_cast<double>(frames) * static_cast<double>(state.iterations()),
                                                     benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void estimator_batch(benchmark::State& state) {
  const EstimatorShape shape;
  const Estimator estimator(shape, RandomTensors());
  const Frames frames = random_frames(window_frames, shape.input_dim);
  const std::vector<FrameView> batch(static_cast<std::size_t>(state.range(0)), frames);
  std::vector<Estimate> estimates(batch.size());
  Estimator::Workspace workspace;
  for (auto _ : state) estimator.run(batch, workspace, estimates);
  set_rate(state, batch.size() * window_frames);
}
BENCHMARK(estimator_batch)->ArgName("windows")->Arg(1)->Arg(4)->Arg(16)->Arg(32)->Unit(benchmark::kMillisecond);

void estimator_stream(benchmark::State& state) {
  const EstimatorShape shape;
  const Estimator estimator(shape, RandomTensors());
  const Frames frames = random_frames(window_frames, shape.input_dim);
  EstimatorStream stream = estimator.open_stream();
  Estimate estimate;
  for (auto _ : state) {
    stream.reset();
    for (std::size_t first = 0; first < window_frames; first += 10) {
      const std::size_t count = std::min<std::size_t>(10, window_frames - first);
      stream.push({frames.data() + first * shape.input_dim, count, shape.input_dim});
      stream.estimate(estimate);
    }
  }
  set_rate(state, window_frames);
}
BENCHMARK(estimator_stream)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace affectus
