#include <cmath>
#include <nlohmann/json.hpp>

#include "affectus/version.h"
#include "reproduction/results.h"

namespace affectus {
namespace {

using nlohmann::ordered_json;

ordered_json number(double value) { return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr); }
ordered_json number(const std::optional<double>& value) { return value ? number(*value) : ordered_json(nullptr); }

// NAME and NAME_interval of an object.
void add(ordered_json& object, const std::string& name, const Figure& figure) {
  object[name] = number(figure.value);
  object[name + "_interval"] =
      figure.interval ? ordered_json({figure.interval->low, figure.interval->high}) : ordered_json(nullptr);
}

void add(ordered_json& object, const std::string& name, const std::optional<Gain>& gain) {
  if (!gain) return;
  add(object, name, gain->difference);
  object[name + "_relative_percent"] = number(gain->relative_percent);
}

ordered_json to_json(const DimensionResult& result) {
  ordered_json object;
  add(object, "ccc", result.concordance);
  object["ccc_by_seed"] = ordered_json::array();
  for (const double value : result.by_seed) object["ccc_by_seed"].push_back(number(value));
  object["ccc_sd"] = number(result.deviation);
  add(object, "gain", result.over_baseline);
  add(object, "gain_over_student_alone", result.over_student_alone);
  return object;
}

ordered_json to_json(const SetResult& result) {
  ordered_json object = {{"dimensions", ordered_json::object()}};
  for (std::size_t d = 0; d < result.dimensions.size(); ++d)
    object["dimensions"][dimension_names[d]] = to_json(result.dimensions[d]);
  if (result.unweighted_recall) add(object, "unweighted_recall", *result.unweighted_recall);
  return object;
}

ordered_json to_json(const SystemResult& system, const std::vector<EvaluatedSet>& sets) {
  ordered_json object = {{"system", system.id},
                         {"title", system.title},
                         {"parameters", system.parameters},
                         {"chosen_candidate", system.chosen + 1},
                         {"tuning_scores", ordered_json::array()},
                         {"sets", ordered_json::object()}};
  for (const auto& score : system.tuning_scores) object["tuning_scores"].push_back(number(score));
  for (std::size_t i = 0; i < sets.size(); ++i) object["sets"][sets[i].name] = to_json(system.sets[i]);
  object["recipe_hash"] = system.recipe_hash;
  object["recipe"] = system.recipe;
  return object;
}

}  // namespace

void write_results_json(std::ostream& out, const ReproductionResults& results) {
  const Experiment& experiment = *results.experiment;
  ordered_json value = {
      {"affectus", AFFECTUS_VERSION},
      {"corpus", experiment.protocol.corpus},
      {"protocol", experiment.protocol.summary},
      {"facts", experiment.protocol.facts},
      {"representations", experiment.representations},
      {"folds", experiment.protocol.folds.size()},
      {"learned_from", experiment.joins_development() ? ordered_json({"train", "development"}) : ordered_json({"train"})},
      {"seeds", experiment.seeds},
      {"resamples", results.resamples},
      {"bootstrap_seed", results.bootstrap_seed},
      {"tuning", {{"folds", experiment.tuning.folds}, {"candidates", experiment.tuning.candidates}}},
      {"sets", ordered_json::array()},
      {"systems", ordered_json::array()},
      {"speed", ordered_json::object()}};
  for (const EvaluatedSet& set : results.sets)
    value["sets"].push_back({{"name", set.name},
                             {"folds_pooled", set.is_pooled},
                             {"rows", set.rows},
                             {"utterances", set.utterances},
                             {"speakers", set.speakers}});
  for (const SystemResult& system : results.systems) {
    value["systems"].push_back(to_json(system, results.sets));
    const auto& factor = system.real_time_factor;
    value["speed"][system.id] = {{"real_time_factor", factor ? ordered_json(*factor) : ordered_json()}, {"threads", 1}};
  }
  out << value.dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
}

}  // namespace affectus
