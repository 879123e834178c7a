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

using Times = std::map<std::pair<std::string, std::string>, double>;  // of operators and nodes, in milliseconds

// Of each node its fastest run (what others do on the machine only adds), `times` of which make the whole.
void profile(const ov::OutputVector& outputs, const ov::ParameterVector& parameters, const std::vector<ov::Shape>& shapes,
             int repeats, double times, Times& result) {
  ov::Core core;
  auto compiled = core.compile_model(std::make_shared<ov::Model>(outputs, parameters), "CPU",
                                     {ov::hint::inference_precision(ov::element::f32), ov::num_streams(1),
                                      ov::inference_num_threads(1), ov::enable_profiling(true)});
  auto request = compiled.create_infer_request();
  std::mt19937 generator(1);
  std::uniform_real_distribution<float> noise(0.1F, 1);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    ov::Tensor input(ov::element::f32, shapes[i]);
    std::generate_n(input.data<float>(), input.get_size(), [&] { return noise(generator); });
    request.set_input_tensor(i, input);
  }
  request.infer();
  Times fastest;
  for (int i = 0; i < repeats; ++i) {
    request.infer();
    for (const ov::ProfilingInfo& node : request.get_profiling_info()) {
      const double milliseconds = times * std::chrono::duration<double, std::milli>(node.real_time).count();
      const auto entry = fastest.try_emplace({node.node_type + " " + node.exec_type, node.node_name}, milliseconds).first;
      entry->second = std::min(entry->second, milliseconds);
    }
  }
  for (const auto& [node, milliseconds] : fastest) result[node] += milliseconds;
}

void run(const std::string& folder, double seconds, int repeats) {
  const affectus::EncoderConfig config = affectus::EncoderConfig::read(folder);
  const auto checkpoint = affectus::CheckpointTensors::open(folder);
  affectus::CheckpointWeights weights = affectus::encoder_weights(checkpoint, config);
  const auto graph = affectus::build_encoder(config, weights);
  const auto samples = static_cast<std::size_t>(seconds * 16000);
  ov::Shape shape{1, config.mel_bins, 2 * config.positions};
  Times fastest;
  if (graph.stem) {
    constexpr std::size_t piece = 50;  // frames, as the stem is run
    const std::size_t frames = affectus::frame_count(config, samples);
    ov::ParameterVector parameters = {graph.stem->samples};
    std::vector<ov::Shape> shapes = {
        {1, (piece - 1) * affectus::samples_per_frame(config) + affectus::first_frame_samples(config)}};
    if (graph.stem->moments) {
      parameters.push_back(graph.stem->moments);
      shapes.push_back({2, config.stem_channels.front()});
    }
    profile({graph.stem->frames}, parameters, shapes, repeats, static_cast<double>(frames) / piece, fastest);
    shape = {1, frames, config.stem_channels.back()};
  }
  profile({graph.hidden_states.back()}, {graph.input}, {shape}, repeats, 1, fastest);

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
