#include "training/run_state.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <sstream>
#include <utility>

#include "affectus/error.h"
#include "storage/safetensors_storage.h"
#include "training/training_set.h"

namespace affectus {
namespace {

using Json = nlohmann::ordered_json;
const std::string learner_prefix = "learner/";
const std::string best_prefix = "best/";
const std::string encoder_prefix_of_best = "best_encoder/";

Json number_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json to_json(const EpochRecord& record) {
  Json json = {{"epoch", record.epoch},
               {"training_loss", record.training_loss},
               {"gradient_norm", record.gradient_norm},
               {"learning_rate", record.learning_rate},
               {"seconds", record.seconds},
               {"score", record.score},
               {"development", Json::object()}};
  for (const DevelopmentScore& score : record.development)
    for (std::size_t i = 0; i < dimension_names.size(); ++i)
      json["development"][score.set][std::string("ccc_") + dimension_names[i]] = number_or_null(score.ccc[i]);
  return json;
}

EpochRecord epoch_from(const Json& json) {
  EpochRecord record{.epoch = json.at("epoch"),
                     .training_loss = json.at("training_loss"),
                     .gradient_norm = json.at("gradient_norm"),
                     .learning_rate = json.at("learning_rate"),
                     .seconds = json.at("seconds"),
                     .score = json.at("score"),
                     .development = {}};
  for (const auto& [set, scores] : json.at("development").items()) {
    DevelopmentScore& score = record.development.emplace_back(DevelopmentScore{.set = set, .ccc = {}});
    for (std::size_t i = 0; i < dimension_names.size(); ++i) {
      const Json& value = scores.at(std::string("ccc_") + dimension_names[i]);
      score.ccc[i] = value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
    }
  }
  return record;
}

Json facts_of(const RunState& state) {
  Json json = {{"identity", state.identity},
               {"finished", state.finished},
               {"steps", state.steps},
               {"rate_factor", state.rate_factor},
               {"last_rate_change", state.last_rate_change},
               {"best_epoch", state.best_epoch},
               {"best_score", state.best_score},
               {"epochs", Json::array()}};
  for (const EpochRecord& record : state.epochs) json["epochs"].push_back(to_json(record));
  return json;
}

RunState state_from(const Json& json) {
  RunState state;
  state.identity = json.at("identity");
  state.finished = json.at("finished");
  state.steps = json.at("steps");
  state.rate_factor = json.at("rate_factor");
  state.last_rate_change = json.at("last_rate_change");
  state.best_epoch = json.at("best_epoch");
  state.best_score = json.at("best_score");
  for (const Json& record : json.at("epochs")) state.epochs.push_back(epoch_from(record));
  return state;
}

std::vector<NamedTensor> tensors_of(const RunState& state) {
  std::vector<NamedTensor> tensors;
  const auto add = [&](const std::string& prefix, const StateTensors& from) {
    for (const auto& [name, tensor] : from) tensors.push_back({prefix + name, tensor.shape, tensor.values});
  };
  add(best_prefix, state.best_weights);
  add(encoder_prefix_of_best, state.best_encoder);
  add(learner_prefix, state.learner);
  return tensors;
}

RunState state_from(const SafetensorsFile& source, const std::string& name) {
  const auto invalid = [&](const std::string& reason) {
    return Error(ErrorCode::invalid_format, name + ": expected a training checkpoint, found " + reason);
  };
  const auto facts = source.metadata().find("run");
  if (facts == source.metadata().end()) throw invalid("no 'run' in its metadata");
  RunState state;
  try {
    state = state_from(Json::parse(facts->second));
  } catch (const nlohmann::json::exception& error) {
    throw invalid(error.what());
  }
  for (const auto& [tensor_name, entry] : source.entries()) {
    StateTensor* tensor = nullptr;
    for (auto [prefix, tensors] : {std::pair(&learner_prefix, &state.learner), std::pair(&best_prefix, &state.best_weights),
                                   std::pair(&encoder_prefix_of_best, &state.best_encoder)})
      if (tensor_name.starts_with(*prefix)) tensor = &(*tensors)[tensor_name.substr(prefix->size())];
    if (tensor == nullptr) throw invalid("tensor " + tensor_name);
    const TensorView view = source.tensor(tensor_name, entry.shape);
    tensor->shape = entry.shape;
    tensor->values.assign(view.values.begin(), view.values.end());
  }
  return state;
}

}  // namespace

void RunState::write(const std::filesystem::path& file) const {
  write_safetensors(file, tensors_of(*this), {{"run", facts_of(*this).dump()}});
}

RunState RunState::read(const std::filesystem::path& file) { return state_from(open_safetensors(file), file.string()); }

std::string RunState::bytes() const {
  std::ostringstream stream;
  write_safetensors(stream, "a training checkpoint", tensors_of(*this), {{"run", facts_of(*this).dump()}});
  return std::move(stream).str();
}

RunState RunState::parse(const std::string& bytes, const std::string& name) {
  return state_from(SafetensorsFile::parse(std::as_bytes(std::span(bytes)), name), name);
}

std::string log_lines(const std::vector<EpochRecord>& epochs) {
  std::string lines;
  for (const EpochRecord& record : epochs) lines += to_json(record).dump() + "\n";
  return lines;
}

}  // namespace affectus
