// How fast an encoder runs on recordings that are in memory already: many on all cores, and one alone.
//
//   encoder_throughput FOLDER@LAYERS THREADS REPEATS PRECISION RECORDING...
//
// AFFECTUS_BENCH_DEVICE: where the encoder runs (cpu). int8 is calibrated on the sample recording of the folder that it is
// run in. Prints a line of JSON: seconds to load and compile, seconds for each repeat over all recordings with as many
// streams as threads, and for each repeat over the first recording alone with all threads on it.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "affectus/audio.h"
#include "affectus/encoders.h"
#include "affectus/error.h"
#include "encoders/encoder_options.h"
#include "threads/parallel.h"

namespace {

double seconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string list(const std::vector<double>& values) {
  std::string text;
  for (const double value : values) text += (text.empty() ? "[" : ", ") + std::to_string(value);
  return text + "]";
}

std::vector<double> repeat(std::size_t times, const std::function<void()>& work) {
  work();  // once to warm up
  std::vector<double> result;
  for (std::size_t i = 0; i < times; ++i) result.push_back(seconds(work));
  return result;
}

void run(const std::vector<std::string>& arguments) {
  const std::string& name = arguments[0];
  const std::size_t threads = std::stoul(arguments[1]);
  const std::size_t repeats = std::stoul(arguments[2]);
  const auto precision = affectus::parse_precision(arguments[3]);
  std::vector<std::vector<float>> recordings;
  double audio_s = 0;
  for (std::size_t i = 4; i < arguments.size(); ++i) {
    recordings.push_back(affectus::read_audio(arguments[i]));
    audio_s += static_cast<double>(recordings.back().size()) / affectus::sample_rate_hz;
  }
  const auto make_encoder = [&](std::size_t streams, const std::string& cache) {
    affectus::EncoderRuntime runtime{.threads = threads, .streams = streams, .precision = precision, .cache = cache};
    runtime.cache_frames = false;
    if (const char* device = std::getenv("AFFECTUS_BENCH_DEVICE")) runtime.device = affectus::parse_device(device);
    if (precision == affectus::EncoderRuntime::Precision::int8)
      runtime.calibration = affectus::read_audio("samples/sense_and_sensibility.flac");
    runtime.report = [](const std::string& line) { std::cerr << line << '\n'; };
    return affectus::encoder_front_ends(runtime).make(name, "");
  };

  std::vector<double> all, one;
  double start_s = 0, second_start_s = 0;
  {
    std::unique_ptr<affectus::FrontEnd> encoder;
    start_s = seconds([&] { encoder = make_encoder(threads, ""); });
    if (const char* cache = std::getenv("AFFECTUS_BENCH_CACHE")) {  // the second start
      make_encoder(threads, cache);
      second_start_s = seconds([&] { make_encoder(threads, cache); });
    }
    affectus::ThreadPool pool(threads);
    all = repeat(repeats, [&] {
      affectus::parallel_for(pool, recordings.size(), [&](std::size_t i) { encoder->compute(recordings[i]); });
    });
  }
  {
    const auto encoder = make_encoder(1, "");
    one = repeat(repeats, [&] { encoder->compute(recordings[0]); });
  }
  std::cout << "{\"encoder\": \"" << name << "\", \"precision\": \"" << arguments[3] << "\", \"threads\": " << threads
            << ", \"audio_s\": " << audio_s << ", \"start_s\": " << start_s << ", \"second_start_s\": " << second_start_s
            << ", \"all_s\": " << list(all) << ", \"one_s\": " << list(one)
            << ", \"one_audio_s\": " << static_cast<double>(recordings[0].size()) / affectus::sample_rate_hz << "}\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) {
    std::cerr << "usage: encoder_throughput FOLDER@LAYERS THREADS REPEATS PRECISION RECORDING...\n";
    return 2;
  }
  try {
    run({argv + 1, argv + argc});
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "encoder_throughput: " << error.what() << '\n';
    return 1;
  }
}
