#include <cmath>
#include <nlohmann/json.hpp>

#include "affectus/version.h"
#include "reproduction/results.h"
#include "reproduction/simulated_conditions.h"

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

void add(ordered_json& object, const std::string& name, const std::optional<Figure>& figure) {
  if (figure) add(object, name, *figure);
}

// NAME, NAME_interval, NAME_by_seed and NAME_sd.
void add(ordered_json& object, const std::string& name, const SeedFigure& figure) {
  add(object, name, figure.mean);
  ordered_json& by_seed = object[name + "_by_seed"] = ordered_json::array();
  for (const double value : figure.by_seed) by_seed.push_back(number(value));
  object[name + "_sd"] = number(figure.deviation);
}

ordered_json to_json(const ShiftedResult& result) {
  ordered_json object;
  add(object, "ccc", result.concordance);
  add(object, "bias", result.bias);
  add(object, "gain", result.gain);
  return object;
}

ordered_json to_json(const VoiceBaselineResult& result) {
  ordered_json object;
  add(object, "ccc", result.concordance);
  add(object, "bias", result.bias);
  object["calm_speech"] = to_json(result.calm_speech);
  object["running"] = to_json(result.running);
  return object;
}

ordered_json to_json(const DimensionResult& result) {
  ordered_json object;
  add(object, "ccc", result.concordance);
  add(object, "gain", result.over_baseline);
  add(object, "gain_over_student_alone", result.over_student_alone);
  add(object, "pearson", result.pearson);
  add(object, "bias", result.bias);
  add(object, "spread", result.spread);
  add(object, "tone", result.tone);
  add(object, "deviation_pearson", result.deviation_pearson);
  add(object, "shift", result.shift);
  if (result.voice_baseline) object["voice_baseline"] = to_json(*result.voice_baseline);
  return object;
}

ordered_json to_json(const FamiliarityResult& result) {
  ordered_json object;
  add(object, "spearman", result.correlation);
  object["mean_absolute_errors"] = result.errors;
  object["distances"] = result.distances;
  return object;
}

ordered_json to_json(const SetResult& result) {
  ordered_json object = {{"dimensions", ordered_json::object()}};
  for (std::size_t d = 0; d < result.dimensions.size(); ++d)
    object["dimensions"][dimension_names[d]] = to_json(result.dimensions[d]);
  add(object, "score", result.score);
  add(object, "score_gain", result.score_over_baseline);
  add(object, "unweighted_recall", result.unweighted_recall);
  if (result.familiarity) object["error_by_distance"] = to_json(*result.familiarity);
  return object;
}

ordered_json to_json(const OverallResult& result, const SystemResult& system, const std::vector<EvaluatedSet>& sets) {
  ordered_json object;
  add(object, "mean", result.mean);
  add(object, "gain", result.over_baseline);
  object["worst_set"] = sets[result.worst].name;
  add(object, "worst", system.sets[result.worst].score.mean);
  if (!result.distances.empty()) object["distances"] = result.distances;
  return object;
}

ordered_json to_json(const EvaluatedSet& set, const Protocol& protocol) {
  ordered_json object = {{"name", set.name},
                         {"folds_pooled", set.is_pooled},
                         {"rows", set.rows},
                         {"utterances", set.utterances},
                         {"speakers", set.speakers}};
  if (!set.fold) return object;
  object["fold"] = *set.fold + 1;
  object["trained_on"] = ordered_json::array();
  for (const FoldCorpus& corpus : protocol.folds[*set.fold].corpora) object["trained_on"].push_back(corpus.name);
  object["in_mean"] = !set.is_repeated;
  object["shift_utterances"] = set.shift_sample;
  object["baseline_utterances"] = set.baseline_utterances;
  object["baseline_speakers"] = set.baseline_speakers;
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
  if (system.overall) object["overall"] = to_json(*system.overall, system, sets);
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
      {"baseline", experiment.baseline},
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
  for (const EvaluatedSet& set : results.sets) value["sets"].push_back(to_json(set, experiment.protocol));
  if (experiment.protocol.leaves_corpora_out()) value["conditions"] = simulated_conditions();
  for (const SystemResult& system : results.systems) {
    value["systems"].push_back(to_json(system, results.sets));
    const auto& factor = system.real_time_factor;
    value["speed"][system.id] = {{"real_time_factor", factor ? ordered_json(*factor) : ordered_json()}, {"threads", 1}};
  }
  out << value.dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
}

}  // namespace affectus
