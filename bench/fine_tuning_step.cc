// One step of fine-tuning an encoder, forward, backward and Adam, given what stays as it is (kept from epoch to epoch): 8
// utterances of 5 s and low-rank adaptation (rank 8 at the queries and values of all layers) unless said otherwise. Its
// peer: fine_tuning_peer.py.
//
//   fine_tuning_step ENCODER_FOLDER THREADS STEPS ['KEYS OF [encoder]' [DEVICE [UTTERANCES SECONDS]]]
//
// Prints the medians of a step's time and of its processor time (of all threads), and the most memory that was used, of the
// process or of the GPU.
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

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 9)
#include <c10/core/CachingDeviceAllocator.h>
#endif

namespace {

// Of the device that learns; 0 where this LibTorch does not say.
double peak_bytes(const std::string& device) {
  if (device == "cpu") {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return 1024.0 * static_cast<double>(usage.ru_maxrss);
  }
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 9)
  return static_cast<double>(at::getDeviceAllocator(at::kCUDA)->getDeviceStats(0).allocated_bytes[0].peak);
#else
  return 0;
#endif
}

}  // namespace

int main(int argc, char** argv) {
  using namespace affectus;
  if (argc < 4) {
    std::fprintf(
        stderr,
        "usage: fine_tuning_step ENCODER_FOLDER THREADS STEPS ['KEYS OF [encoder]' [DEVICE [UTTERANCES SECONDS]]]\n");
    return 2;
  }
  const std::string folder = argv[1];
  const auto threads = static_cast<std::size_t>(std::atoi(argv[2]));
  const int steps = std::atoi(argv[3]);
  const std::string keys = argc > 4 ? argv[4] : "train = \"lora\"", device = argc > 5 ? argv[5] : "cpu";
  const int utterances = argc > 7 ? std::atoi(argv[6]) : 8;
  const double length_s = argc > 7 ? std::atof(argv[7]) : 5;
  const EncoderConfig config = EncoderConfig::read(folder);
  const Recipe recipe =
      Recipe::parse("name = \"bench\"\ncorpora = [{name = \"none\"}]\nfront_ends = [{name = \"" + folder + "@" +
                        std::to_string(config.layers) + "\", options = {pad = false}}]\nencoder = {" + keys + "}\n",
                    "bench.toml");
  const auto tuning = open_encoder_tuning(recipe, folder, {}, device);
  EstimatorShape shape = recipe.estimator;
  shape.input_dim = config.hidden_size;
  Learner learner(shape, recipe, threads, {}, tuning.get());

  // What is below the layers, for train = "all": the stem's frames, or the log-mel with two for each of the encoder's.
  const bool is_whole = recipe.encoder->train == EncoderOptions::Train::all;
  const std::size_t below_dim = !is_whole             ? config.hidden_size
                                : config.is_whisper() ? config.mel_bins
                                                      : config.stem_channels.back();
  const std::size_t frames_of_one = is_whole && config.is_whisper() ? 2 : 1;
  RandomStream random{1};
  Batch batch;
  for (int i = 0; i < utterances; ++i) {
    Frames& frames = batch.frames.emplace_back(below_dim);
    frames.resize(frames_of_one * frame_count(config, static_cast<std::size_t>(length_s * sample_rate_hz)));
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
  std::printf(
      "affectus on LibTorch %s, %s, %s, {%s}, %d x %g s, %zu threads: %.3f s a step, %.3f s of processor time, peak "
      "memory %.0f MB\n",
      TORCH_VERSION, folder.c_str(), device.c_str(), keys.c_str(), utterances, length_s, threads,
      seconds[seconds.size() / 2], processor_seconds[processor_seconds.size() / 2], peak_bytes(device) / 1e6);
}
