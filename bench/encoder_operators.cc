// Where an encoder's time goes, by kind of operator.
//
//   bench_encoder_operators FOLDER SECONDS REPEATS       (one thread, noise of that length)
#include <algorithm>
#include <chrono>
#include <iomanip>
#include <iostream>
#include <map>
#include <openvino/openvino.hpp>
#include <random>

#include "checkpoint/checkpoint_tensors.h"
#include "encoders/encoder_graph.h"
#include "encoders/speech_encoder.h"

namespace {

void run(const std::string& folder, double seconds, int repeats) {
  const affectus::EncoderConfig config = affectus::EncoderConfig::read(folder);
  const auto checkpoint = affectus::CheckpointTensors::open(folder);
  affectus::CheckpointWeights weights = affectus::encoder_weights(checkpoint, config);
  const auto graph = affectus::graph::build_encoder(config, weights);
  const auto model =
      std::make_shared<ov::Model>(ov::OutputVector{graph.hidden_states.back()}, ov::ParameterVector{graph.input}, "encoder");
  const auto samples = static_cast<std::size_t>(seconds * 16000);
  const ov::Shape shape = config.is_whisper() ? ov::Shape{1, config.mel_bins, 2 * config.positions} : ov::Shape{1, samples};
  ov::Core core;
  auto compiled = core.compile_model(model, "CPU",
                                     {ov::hint::inference_precision(ov::element::f32), ov::num_streams(1),
                                      ov::inference_num_threads(1), ov::enable_profiling(true)});
  auto request = compiled.create_infer_request();
  ov::Tensor input(ov::element::f32, shape);
  std::mt19937 generator(1);
  std::normal_distribution<float> noise;
  std::generate_n(input.data<float>(), input.get_size(), [&] { return noise(generator); });
  request.set_input_tensor(input);
  request.infer();

  // Of each node its fastest run: what others do on the machine only adds.
  std::map<std::pair<std::string, std::string>, double> fastest;
  for (int i = 0; i < repeats; ++i) {
    request.infer();
    for (const ov::ProfilingInfo& node : request.get_profiling_info()) {
      const double milliseconds = std::chrono::duration<double, std::milli>(node.real_time).count();
      const auto entry = fastest.try_emplace({node.node_type + " " + node.exec_type, node.node_name}, milliseconds).first;
      entry->second = std::min(entry->second, milliseconds);
    }
  }
  std::map<std::string, double> times;
  double total = 0;
  for (const auto& [node, milliseconds] : fastest) {
    times[node.first] += milliseconds;
    total += milliseconds;
  }
  std::vector<std::pair<double, std::string>> sorted;
  for (const auto& [name, milliseconds] : times) sorted.emplace_back(milliseconds, name);
  std::sort(sorted.rbegin(), sorted.rend());
  std::cout << std::fixed << std::setprecision(1) << "all " << total << " ms\n";
  for (const auto& [milliseconds, name] : sorted)
    if (milliseconds > 0.002 * total)
      std::cout << std::setw(8) << milliseconds << " ms " << std::setw(5) << 100 * milliseconds / total << " %  " << name
                << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: bench_encoder_operators FOLDER SECONDS REPEATS\n";
    return 2;
  }
  try {
    run(argv[1], std::stod(argv[2]), std::stoi(argv[3]));
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "bench_encoder_operators: " << error.what() << '\n';
    return 1;
  }
}
