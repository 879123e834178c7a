// The front ends' time a frame, over a minute of noise at once and as a stream in pieces of 100 ms.
#include <benchmark/benchmark.h>

#include <random>
#include <vector>

#include "affectus/front_end.h"

namespace affectus {
namespace {

std::vector<float> one_minute() {
  std::mt19937 generator(5);
  std::normal_distribution<float> distribution(0, 0.05f);
  std::vector<float> samples(60 * sample_rate_hz);
  for (float& sample : samples) sample = distribution(generator);
  return samples;
}

void set_rate(benchmark::State& state, std::size_t frames) {
  state.counters["s_per_frame"] = benchmark::Counter(static_cast<double>(frames) * static_cast<double>(state.iterations()),
                                                     benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void front_end_utterance(benchmark::State& state, const char* spec) {
  const auto front_end = make_front_end(spec);
  const std::vector<float> samples = one_minute();
  Frames frames;
  for (auto _ : state) front_end->compute(samples, frames);
  set_rate(state, frames.count());
}

void front_end_stream(benchmark::State& state, const char* spec) {
  constexpr std::size_t piece = sample_rate_hz / 10;
  const auto front_end = make_front_end(spec);
  const std::vector<float> samples = one_minute();
  Frames frames(front_end->dim());
  for (auto _ : state) {
    const auto stream = front_end->open_stream();
    for (std::size_t first = 0; first < samples.size(); first += piece) {
      frames.clear();
      stream->push(std::span(samples).subspan(first, piece), frames);
    }
    stream->finish(frames);
  }
  set_rate(state, front_end->frame_count(samples.size()));
}

BENCHMARK_CAPTURE(front_end_utterance, mfb, "mfb")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(front_end_stream, mfb, "mfb")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(front_end_utterance, prosody, "prosody")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace affectus
