#include <nlohmann/json.hpp>

#include "evaluation/evaluation_report.h"

namespace affectus {
namespace {

using nlohmann::ordered_json;

ordered_json to_json(const std::optional<double>& value) { return value ? ordered_json(*value) : ordered_json(nullptr); }

ordered_json to_json(const std::optional<ConfidenceInterval>& interval) {
  return interval ? ordered_json({interval->low, interval->high}) : ordered_json(nullptr);
}

ordered_json to_json(const DimensionAgreement& one, bool with_interval) {
  ordered_json value = {{"n", one.count}, {"ccc", to_json(one.concordance)}};
  if (with_interval) value["ccc_interval"] = to_json(one.concordance_interval);
  value["pearson"] = to_json(one.pearson);
  value["rmse"] = to_json(one.root_mean_square_error);
  value["bias"] = to_json(one.bias);
  value["mean_target"] = to_json(one.mean_target);
  value["mean_prediction"] = to_json(one.mean_prediction);
  return value;
}

ordered_json to_json(const std::array<DimensionAgreement, 3>& dimensions, bool with_interval) {
  ordered_json value = ordered_json::object();
  for (std::size_t i = 0; i < dimensions.size(); ++i) value[dimension_names[i]] = to_json(dimensions[i], with_interval);
  return value;
}

ordered_json to_json(const std::vector<GroupAgreement>& groups) {
  ordered_json value = ordered_json::object();
  for (const GroupAgreement& group : groups) {
    ordered_json one = {{"utterances", group.utterances}};
    one["dimensions"] = to_json(group.dimensions, false);
    value[group.name] = std::move(one);
  }
  return value;
}

ordered_json to_json(const std::optional<DeviationAgreement>& one) {
  if (!one) return nullptr;
  ordered_json value = {{"n", one->count},
                        {"pearson", to_json(one->pearson)},
                        {"pearson_interval", to_json(one->pearson_interval)},
                        {"spearman", to_json(one->spearman)},
                        {"spearman_interval", to_json(one->spearman_interval)},
                        {"mean_target", one->mean_target},
                        {"mean_prediction", one->mean_prediction},
                        {"calibration_error", one->calibration_error},
                        {"groups", ordered_json::array()}};
  for (const DeviationGroup& group : one->groups)
    value["groups"].push_back({{"n", group.count},
                               {"mean_target", group.mean_target},
                               {"mean_prediction", group.mean_prediction},
                               {"mean_absolute_error", to_json(group.mean_absolute_error)}});
  return value;
}

ordered_json deviations_json(const Evaluation& evaluation) {
  if (!evaluation.has_deviations()) return nullptr;
  ordered_json value = ordered_json::object();
  for (std::size_t i = 0; i < dimension_names.size(); ++i) value[dimension_names[i]] = to_json(evaluation.deviations[i]);
  return value;
}

ordered_json to_json(const std::optional<ErrorByDistance>& one) {
  if (!one) return nullptr;
  return {{"n", one->count},
          {"spearman", to_json(one->correlation)},
          {"spearman_interval", to_json(one->interval())},
          {"mean_absolute_errors", one->errors}};
}

ordered_json to_json(const std::optional<CategoryAgreement>& categories) {
  if (!categories) return nullptr;
  return {{"n", categories->count},
          {"unweighted_recall", to_json(categories->unweighted_recall)},
          {"unweighted_recall_interval", to_json(categories->unweighted_recall_interval)},
          {"names", categories->names},
          {"predicted_names", categories->predicted_names},
          {"confusion", categories->confusion},
          {"not_comparable", categories->not_comparable}};
}

}  // namespace

void write_json(std::ostream& out, const Evaluation& evaluation, const EvaluationFacts& facts) {
  ordered_json value = {
      {"model", facts.run.model},        {"manifest", facts.manifest}, {"manifest_hash", facts.manifest_hash},
      {"partition", facts.partition},    {"rows", facts.rows},         {"utterances", evaluation.utterances},
      {"speakers", evaluation.speakers}, {"failed", facts.failed},     {"resamples", facts.options.resamples},
      {"seed", facts.options.seed},      {"command", facts.command}};
  value["dimensions"] = to_json(evaluation.dimensions, true);
  value["deviations"] = deviations_json(evaluation);
  value["error_by_distance"] = to_json(evaluation.by_distance);
  value["categories"] = to_json(evaluation.categories);
  value["by_speaker"] = to_json(evaluation.by_speaker);
  value["by_gender"] = to_json(evaluation.by_gender);
  value["by_category"] = to_json(evaluation.by_category);
  out << value.dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
}

}  // namespace affectus
