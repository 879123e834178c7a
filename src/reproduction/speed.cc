#include "reproduction/speed.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <nlohmann/json.hpp>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "affectus/model.h"
#include "affectus/model_folder.h"
#include "storage/files.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

std::vector<std::vector<float>> first_recordings(const Experiment& experiment, std::size_t count) {
  std::vector<std::vector<float>> recordings;
  const EvaluationSet& set = experiment.protocol.sets.front();
  for (const Utterance& utterance : experiment.protocol.scored(set, set.fold.value_or(0))) {
    if (recordings.size() == count) break;
    try {
      recordings.push_back(read_audio(utterance.path));
    } catch (const Error&) {  // scoring has told
    }
  }
  return recordings;
}

// Nothing where there is no recording to measure on.
std::optional<double> measure(const Model& model, const std::vector<std::vector<float>>& recordings) {
  double audio_s = 0;
  for (const std::vector<float>& samples : recordings)
    audio_s += static_cast<double>(samples.size()) / static_cast<double>(sample_rate_hz);
  if (audio_s == 0) return std::nullopt;
  std::array<double, 4> passes{};
  for (double& seconds : passes) {
    const auto start = std::chrono::steady_clock::now();
    for (const std::vector<float>& samples : recordings)
      if (!samples.empty()) model.estimate(samples);
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  std::sort(passes.begin() + 1, passes.end());
  return passes[2] / audio_s;
}

}  // namespace

std::optional<double> real_time_factor(const Experiment& experiment, std::size_t system, std::size_t recordings) {
  const fs::path file = experiment.folder / "runs" / experiment.systems[system].id / "speed.json";
  if (fs::exists(file)) {
    try {
      return nlohmann::json::parse(read_file(file)).at("real_time_factor").get<double>();
    } catch (const nlohmann::json::exception& error) {
      throw Error(ErrorCode::invalid_format, file.string() + ": expected a speed, found " + error.what());
    }
  }
  const RunName run = experiment.final_run(system, experiment.chosen_candidate(system).value(), 0, 0);
  const auto model = load_model_folder(experiment.run_folder(run), experiment.uncached_front_ends);
  const std::optional<double> factor = measure(*model, first_recordings(experiment, recordings));
  if (!factor) return std::nullopt;
  const nlohmann::ordered_json json = {{"real_time_factor", *factor}, {"recordings", recordings}, {"threads", 1}};
  write_file_atomically(file, [&](std::ostream& out) { out << json.dump(2) << '\n'; });
  return factor;
}

}  // namespace affectus
