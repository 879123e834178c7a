// How fast the core scores samples on one thread, with all instructions that the machine has or held to vectors of 128 bits.
//
//   bench_core_speed MODEL SAMPLES WINDOW HOP ROUNDS [sse4]
//
// MODEL is a folder; SAMPLES a file of float32 at 16 kHz; WINDOW and HOP are seconds. Prints the seconds that each round
// took.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

#include "affectus/model_folder.h"
#include "affectus/prediction.h"
#include "kernels/highway_targets.h"
// Its headers come after the targets.
#include "hwy/highway.h"

namespace {

std::vector<float> read_samples(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<float> samples(bytes.size() / sizeof(float));
  std::memcpy(samples.data(), bytes.data(), samples.size() * sizeof(float));
  return samples;
}

int run(char** arguments, bool is_held) {
#if HWY_ARCH_X86
  // Of the targets, those with more than SSE4 have the lower bits.
  if (is_held) hwy::DisableTargets(HWY_SSE4 - 1);
#else
  static_cast<void>(is_held);
#endif
  const std::shared_ptr<const affectus::Model> model = affectus::load_model_folder(arguments[1]);
  const std::vector<float> samples = read_samples(arguments[2]);
  const affectus::PredictionOptions options{.window_s = std::atof(arguments[3]), .hop_s = std::atof(arguments[4])};
  for (int round = std::atoi(arguments[5]); round > 0; --round) {
    const auto begin = std::chrono::steady_clock::now();
    affectus::Predictor predictor(model, options);
    std::vector<affectus::EmotionSegment> rows;
    predictor.push(samples, rows);
    predictor.finish(rows);
    std::printf("%.6f\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) try {
  if (count != 6 && !(count == 7 && std::string_view(arguments[6]) == "sse4")) {
    std::fprintf(stderr, "usage: bench_core_speed MODEL SAMPLES WINDOW HOP ROUNDS [sse4]\n");
    return 2;
  }
  return run(arguments, count == 7);
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_core_speed: %s\n", error.what());
  return 1;
}
