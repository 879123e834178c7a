// One step of fine-tuning: 8 utterances of 5 s through an encoder with low-rank adaptation (rank 8 at the queries and values
// of all layers), forward, backward and Adam, given what stays as it is (kept from epoch to epoch). Its peer:
// fine_tuning_peer.py.
//
//   fine_tuning_step ENCODER_FOLDER THREADS STEPS [SECONDS_AT_ONCE]
//
// Prints the medians of a step's time and of its processor time (of all threads), and the process's peak memory.
#include <sys/resource.h>
#include <torch/version.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "base/random.h"
#include "encoder_graphs/encoder_config.h"
#include "training/encoder_tuning.h"
#include "training/learner.h"

int main(int argc, char** argv) {
  using namespace affectus;
  if (argc < 4) {
    std::fprintf(stderr, "usage: fine_tuning_step ENCODER_FOLDER THREADS STEPS [SECONDS_AT_ONCE]\n");
    return 2;
  }
  const std::string folder = argv[1];
  const auto threads = static_cast<std::size_t>(std::atoi(argv[2]));
  const int steps = std::atoi(argv[3]);
  const EncoderConfig config = EncoderConfig::read(folder);
  const Recipe recipe = Recipe::parse("name = \"bench\"\ncorpora = [{name = \"none\"}]\nfront_ends = [{name = \"" + folder +
                                          "@" + std::to_string(config.layers) +
                                          "\", options = {pad = false}}]\nencoder = {train = \"lora\", seconds_at_once = " +
                                          (argc > 4 ? argv[4] : "0") + "}\n",
                                      "bench.toml");
  const auto tuning = open_encoder_tuning(recipe, folder, {}, "cpu");
  EstimatorShape shape = recipe.estimator;
  shape.input_dim = config.hidden_size;
  Learner learner(shape, recipe, threads, {}, tuning.get());

  RandomStream random{1};
  Batch batch;
  for (int i = 0; i < 8; ++i) {
    Frames& frames = batch.frames.emplace_back(config.hidden_size);
    frames.resize(frame_count(config, 5 * sample_rate_hz));
    for (std::size_t j = 0; j < frames.count() * frames.dim(); ++j) frames.data()[j] = random.rough_normal();
    batch.targets.push_back({random.rough_normal(), random.rough_normal(), random.rough_normal()});
    batch.categories.push_back(-1);
  }
  std::vector<double> seconds, processor_seconds;
  for (int step = 0; step <= steps; ++step) {  // the first one is not counted
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t processor_start = std::clock();
    learner.train(batch, 1e-4, static_cast<std::uint64_t>(step));
    if (step == 0) continue;
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    processor_seconds.push_back(static_cast<double>(std::clock() - processor_start) / CLOCKS_PER_SEC);
  }
  std::ranges::sort(seconds);
  std::ranges::sort(processor_seconds);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("affectus on LibTorch %s, %s, %zu threads: %.2f s a step, %.2f s of processor time, peak memory %.0f MB\n",
              TORCH_VERSION, folder.c_str(), threads, seconds[seconds.size() / 2],
              processor_seconds[processor_seconds.size() / 2], static_cast<double>(usage.ru_maxrss) / 1024);
}
