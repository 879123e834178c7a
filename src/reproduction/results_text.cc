#include "reproduction/results_text.h"

#include <cmath>

#include "text/counted.h"
#include "text/split.h"
#include "text/text.h"

namespace affectus {
namespace {

constexpr const char* absent = "-";

std::string figure_text(double value) { return std::isfinite(value) ? decimal(value, 3) : absent; }

std::string figure_text(const Figure& figure) {
  std::string text = figure_text(figure.value);
  if (figure.interval) text += " (" + decimal(figure.interval->low, 3) + " to " + decimal(figure.interval->high, 3) + ")";
  return text;
}

std::string gain_text(const std::optional<Gain>& gain) {
  if (!gain) return absent;
  std::string text = (gain->difference.value > 0 ? "+" : "") + figure_text(gain->difference);
  if (gain->relative_percent)
    text += (*gain->relative_percent > 0 ? ", +" : ", ") + decimal(*gain->relative_percent, 0) + " %";
  return text;
}

std::vector<std::string> header(const std::string& first) {
  std::vector<std::string> row = {first};
  row.insert(row.end(), dimension_names.begin(), dimension_names.end());
  return row;
}

ResultTable concordance_table(const ReproductionResults& results, std::size_t set) {
  const EvaluatedSet& facts = results.sets[set];
  ResultTable table{.title = facts.name + ": CCC",
                    .caption = std::to_string(facts.utterances) + " of " + counted(facts.rows, "utterance", "utterances") +
                               " of " + counted(facts.speakers, "speaker", "speakers") + "; " +
                               (facts.is_pooled ? "folds pooled, " : "mean over folds, ") +
                               "mean over seeds with its 95 % interval; sd: over seeds; recall: unweighted, of categories",
                    .rows = {header("system")}};
  table.rows[0].insert(table.rows[0].end(), {"sd", "recall"});
  for (const SystemResult& system : results.systems) {
    std::vector<std::string>& row = table.rows.emplace_back();
    row.push_back(system.title);
    std::string deviations;
    for (const DimensionResult& dimension : system.sets[set].dimensions) {
      row.push_back(figure_text(dimension.concordance));
      if (dimension.deviation) deviations += (deviations.empty() ? "" : " ") + figure_text(*dimension.deviation);
    }
    row.push_back(deviations.empty() ? absent : deviations);
    const std::optional<Figure>& recall = system.sets[set].unweighted_recall;
    row.push_back(recall ? figure_text(*recall) : absent);
  }
  return table;
}

ResultTable gain_table(const ReproductionResults& results, std::size_t set, const std::string& other,
                       std::optional<Gain> DimensionResult::*gain) {
  ResultTable table{.title = results.sets[set].name + ": gain over " + other,
                    .caption = "difference of the CCCs, with the 95 % interval of paired resamples, and relative",
                    .rows = {header("system")}};
  for (const SystemResult& system : results.systems) {
    const SetResult& result = system.sets[set];
    if (!(result.dimensions[0].*gain)) continue;
    std::vector<std::string>& row = table.rows.emplace_back();
    row.push_back(system.title);
    for (const DimensionResult& dimension : result.dimensions) row.push_back(gain_text(dimension.*gain));
  }
  return table;
}

ResultTable tuning_table(const ReproductionResults& results) {
  const Tuning& tuning = results.experiment->tuning;
  std::string caption = "mean development score of each candidate, on the first " +
                        (tuning.folds == 1 ? "fold" : std::to_string(tuning.folds) + " folds") +
                        " with the first seed; * was chosen";
  ResultTable table{.title = "Tuning", .caption = std::move(caption), .rows = {{"system"}}};
  for (const std::string& candidate : tuning.candidates) {
    std::string keys;
    for (const std::string& line : split(candidate, '\n')) keys += (keys.empty() ? "" : ", ") + line;
    table.rows[0].push_back(keys.empty() ? "as the recipe says" : keys);
  }
  for (const SystemResult& system : results.systems) {
    std::vector<std::string>& row = table.rows.emplace_back();
    row.push_back(system.title);
    for (std::size_t i = 0; i < system.tuning_scores.size(); ++i)
      row.push_back((system.tuning_scores[i] ? figure_text(*system.tuning_scores[i]) : absent) +
                    (i == system.chosen ? " *" : ""));
  }
  return table;
}

ResultTable size_table(const ReproductionResults& results) {
  ResultTable table{.title = "Size and speed",
                    .caption =
                        "parameters of the estimator, without pre-trained encoders; real-time factor: seconds of "
                        "computing a second of audio on one thread, from samples to estimate, encoders included",
                    .rows = {{"system", "parameters", "real-time factor"}}};
  for (const SystemResult& system : results.systems)
    table.rows.push_back({system.title, std::to_string(system.parameters),
                          system.real_time_factor ? decimal(*system.real_time_factor, 4) : absent});
  return table;
}

}  // namespace

std::vector<ResultTable> result_tables(const ReproductionResults& results) {
  std::vector<ResultTable> tables;
  for (std::size_t set = 0; set < results.sets.size(); ++set) {
    tables.push_back(concordance_table(results, set));
    tables.push_back(gain_table(results, set, baseline_system, &DimensionResult::over_baseline));
    tables.push_back(gain_table(results, set, student_alone_system, &DimensionResult::over_student_alone));
  }
  tables.push_back(tuning_table(results));
  tables.push_back(size_table(results));
  std::erase_if(tables, [](const ResultTable& table) { return table.rows.size() < 2; });
  return tables;
}

std::vector<std::string> result_sentences(const ReproductionResults& results) {
  const Experiment& experiment = *results.experiment;
  std::string facts;
  for (const auto& [name, value] : experiment.protocol.facts) facts += (facts.empty() ? "" : ", ") + name + " " + value;
  return {experiment.protocol.corpus + ": " + experiment.protocol.summary + ".",
          "Seeds: " + std::to_string(experiment.seeds.size()) + ". Intervals: " + std::to_string(results.resamples) +
              " resamples of speakers, then of utterances within them, the same for all systems and seeds.",
          std::string("Once the candidates are chosen, all systems are trained on ") +
              (experiment.joins_development() ? "the train and development partitions together."
                                              : "the train partition; the development partition chooses the epoch."),
          "Corpora: " + facts + "."};
}

}  // namespace affectus
