#include "reproduction/results_text.h"

#include <cmath>

#include "reproduction/simulated_conditions.h"
#include "reproduction/voice_baseline.h"
#include "text/counted.h"
#include "text/joined.h"
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

std::string where_from(const EvaluatedSet& set, const Protocol& protocol) {
  if (set.fold) return "learned from " + protocol.folds[*set.fold].names() + "; ";
  return set.is_pooled ? "folds pooled, " : "mean over folds, ";
}

// The mean over corpora and the worst of them, then each.
ResultTable overall_table(const ReproductionResults& results) {
  std::string repeated;
  for (const EvaluatedSet& set : results.sets)
    if (set.is_repeated) repeated += (repeated.empty() ? "" : ", ") + set.name;
  ResultTable table{
      .title = "All corpora: score",
      .caption =
          "score: mean CCC of the rated dimensions, mean over seeds with its 95 % interval; mean: of the corpora's "
          "scores, each resampled on its own" +
          (repeated.empty() ? "" : ", but not of " + repeated + ", whose recordings are another one's") +
          "; worst: the corpus with the lowest score; gain: of the mean over another system, by paired resamples",
      .rows = {{"system", "mean", "gain over " + results.experiment->baseline, "worst", "worst corpus"}}};
  for (const EvaluatedSet& set : results.sets) table.rows[0].push_back(set.name);
  for (const SystemResult& system : results.systems) {
    if (!system.overall) continue;
    const OverallResult& overall = *system.overall;
    std::vector<std::string>& row = table.rows.emplace_back();
    row = {system.title, figure_text(overall.mean.mean), gain_text(overall.over_baseline),
           figure_text(system.sets[overall.worst].score.mean), results.sets[overall.worst].name};
    for (const SetResult& set : system.sets) row.push_back(figure_text(set.score.mean));
  }
  return table;
}

ResultTable concordance_table(const ReproductionResults& results, std::size_t set) {
  const EvaluatedSet& facts = results.sets[set];
  ResultTable table{.title = facts.name + ": CCC",
                    .caption = std::to_string(facts.utterances) + " of " + counted(facts.rows, "utterance", "utterances") +
                               " of " + counted(facts.speakers, "speaker", "speakers") + "; " +
                               where_from(facts, results.experiment->protocol) +
                               "mean over seeds with its 95 % interval; sd: over seeds; recall: unweighted, of categories",
                    .rows = {header("system")}};
  table.rows[0].insert(table.rows[0].end(), {"sd", "recall"});
  for (const SystemResult& system : results.systems) {
    std::vector<std::string>& row = table.rows.emplace_back();
    row.push_back(system.title);
    std::string deviations;
    for (const DimensionResult& dimension : system.sets[set].dimensions) {
      row.push_back(figure_text(dimension.concordance.mean));
      if (const auto& deviation = dimension.concordance.deviation)
        deviations += (deviations.empty() ? "" : " ") + figure_text(*deviation);
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

ResultTable calibration_table(const ReproductionResults& results, std::size_t set) {
  ResultTable table{.title = results.sets[set].name + ": order and calibration",
                    .caption =
                        "Pearson's correlation, which tells order only; bias: mean prediction - mean target; spread: "
                        "standard deviation of the predictions / that of the targets",
                    .rows = {{"system"}}};
  for (const char* figure : {"Pearson ", "bias ", "spread "})
    for (const char* dimension : dimension_names) table.rows[0].push_back(std::string(figure) + dimension);
  for (const SystemResult& system : results.systems) {
    std::vector<std::string>& row = table.rows.emplace_back();
    row.push_back(system.title);
    for (const auto figure : {&DimensionResult::pearson, &DimensionResult::bias, &DimensionResult::spread})
      for (const DimensionResult& dimension : system.sets[set].dimensions)
        row.push_back(figure_text((dimension.*figure).value));
  }
  return table;
}

// Of a figure that some sets do not have.
ResultTable optional_table(const ReproductionResults& results, std::size_t set, const std::string& what,
                           const std::string& caption, std::optional<Figure> DimensionResult::*figure) {
  ResultTable table{.title = results.sets[set].name + ": " + what, .caption = caption, .rows = {header("system")}};
  for (const SystemResult& system : results.systems) {
    const SetResult& result = system.sets[set];
    if (!(result.dimensions[0].*figure)) continue;
    std::vector<std::string>& row = table.rows.emplace_back();
    row.push_back(system.title);
    for (const DimensionResult& dimension : result.dimensions) row.push_back(figure_text(*(dimension.*figure)));
  }
  return table;
}

ResultTable tone_table(const ReproductionResults& results, std::size_t set) {
  return optional_table(results, set, "tone",
                        "how far estimates follow the voice and not the words: Pearson's correlation of predictions and "
                        "targets, each minus its mean over the utterances of the same sentence",
                        &DimensionResult::tone);
}

ResultTable deviation_table(const ReproductionResults& results, std::size_t set) {
  return optional_table(results, set, "where raters disagree",
                        "Pearson's correlation of the raters' standard deviations with those that the model predicts",
                        &DimensionResult::deviation_pearson);
}

ResultTable shift_table(const ReproductionResults& results, std::size_t set) {
  return optional_table(
      results, set, "shift by rooms and microphones",
      "the standard deviation of an utterance's estimates over " + std::to_string(simulated_conditions().size()) +
          " simulated conditions, in the mean over " + counted(results.sets[set].shift_sample, "utterance", "utterances") +
          ", divided by the standard deviation of all these estimates; 0: conditions change nothing; 1: nothing but them "
          "makes estimates differ. Conditions: " +
          joined(simulated_conditions()),
      &DimensionResult::shift);
}

ResultTable voice_baseline_table(const ReproductionResults& results, std::size_t set) {
  const EvaluatedSet& facts = results.sets[set];
  ResultTable table{
      .title = facts.name + ": baseline for each voice",
      .caption = counted(facts.baseline_utterances, "utterance", "utterances") + " of " +
                 counted(facts.baseline_speakers, "speaker", "speakers") +
                 ", shifted as by affectus predict --baseline; calm speech: by the mean of up to " +
                 std::to_string(calm_utterances) +
                 " neutral utterances of the speaker, which are not judged; running: by the speaker's utterances so far, in "
                 "the order of their files; gain: of the CCC over that without a shift, with the 95 % interval of paired "
                 "resamples, and relative",
      .rows = {{"system, dimension", "CCC", "calm speech: CCC", "gain", "running: CCC", "gain", "bias", "calm speech: bias",
                "running: bias"}}};
  for (const SystemResult& system : results.systems)
    for (std::size_t d = 0; d < dimension_names.size(); ++d) {
      const auto& baseline = system.sets[set].dimensions[d].voice_baseline;
      if (!baseline) continue;
      table.rows.push_back({system.title + ", " + dimension_names[d], figure_text(baseline->concordance),
                            figure_text(baseline->calm_speech.concordance), gain_text(baseline->calm_speech.gain),
                            figure_text(baseline->running.concordance), gain_text(baseline->running.gain),
                            figure_text(baseline->bias.value), figure_text(baseline->calm_speech.bias.value),
                            figure_text(baseline->running.bias.value)});
    }
  return table;
}

ResultTable distance_table(const ReproductionResults& results, std::size_t set) {
  ResultTable table{.title = results.sets[set].name + ": error by distance",
                    .caption =
                        "whether errors rise with an utterance's distance from what the model has learned from: "
                        "Spearman's correlation of the distance and the mean absolute error, and this error in five "
                        "groups of equal size, the nearest first",
                    .rows = {{"system", "Spearman", "1", "2", "3", "4", "5"}}};
  for (const SystemResult& system : results.systems) {
    const auto& familiarity = system.sets[set].familiarity;
    if (!familiarity) continue;
    std::vector<std::string>& row = table.rows.emplace_back();
    row = {system.title, figure_text(familiarity->correlation)};
    for (const double error : familiarity->errors) row.push_back(figure_text(error));
    row.resize(table.rows[0].size(), absent);
  }
  return table;
}

// As a line of a recipe.
ResultTable distances_table(const ReproductionResults& results) {
  ResultTable table{.title = "Distances of unseen utterances",
                    .caption =
                        "quantiles in steps of 5 %, over the corpora that were left out, each of which has the same "
                        "weight: the distances of [familiarity] in a recipe",
                    .rows = {{"system", "distances"}}};
  for (const SystemResult& system : results.systems) {
    if (!system.overall || system.overall->distances.empty()) continue;
    std::vector<std::string> numbers;
    for (const double distance : system.overall->distances) numbers.push_back(decimal(distance, 4));
    table.rows.push_back({system.title, "distances = [" + joined(numbers) + "]"});
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

std::string training_sentence(const Experiment& experiment) {
  std::string sentence = "Once the candidates are chosen, all systems are trained on ";
  if (!experiment.joins_development()) return sentence + "the train partition; the development partition chooses the epoch.";
  return sentence + (experiment.protocol.leaves_corpora_out() ? "all partitions of the fold's corpora."
                                                              : "the train and development partitions together.");
}

}  // namespace

std::vector<ResultTable> result_tables(const ReproductionResults& results) {
  std::vector<ResultTable> tables = {overall_table(results)};
  for (std::size_t set = 0; set < results.sets.size(); ++set) {
    tables.push_back(concordance_table(results, set));
    tables.push_back(gain_table(results, set, results.experiment->baseline, &DimensionResult::over_baseline));
    tables.push_back(gain_table(results, set, student_alone_system, &DimensionResult::over_student_alone));
    tables.push_back(calibration_table(results, set));
    tables.push_back(tone_table(results, set));
    tables.push_back(deviation_table(results, set));
    tables.push_back(shift_table(results, set));
    tables.push_back(voice_baseline_table(results, set));
    tables.push_back(distance_table(results, set));
  }
  tables.push_back(distances_table(results));
  tables.push_back(tuning_table(results));
  tables.push_back(size_table(results));
  std::erase_if(tables, [](const ResultTable& table) { return table.rows.size() < 2; });
  return tables;
}

std::vector<std::string> result_sentences(const ReproductionResults& results) {
  const Experiment& experiment = *results.experiment;
  std::string facts;
  for (const auto& [name, value] : experiment.protocol.facts) facts += (facts.empty() ? "" : ", ") + name + " " + value;
  std::vector<std::string> sentences = {experiment.protocol.corpus + ": " + experiment.protocol.summary + "."};
  for (const std::string& division : experiment.protocol.divisions()) sentences.push_back(division + ".");
  sentences.push_back("Seeds: " + std::to_string(experiment.seeds.size()) +
                      ". Intervals: " + std::to_string(results.resamples) +
                      " resamples of speakers, then of utterances within them, the same for all systems and seeds.");
  sentences.push_back(training_sentence(experiment));
  sentences.push_back("Corpora: " + facts + ".");
  return sentences;
}

}  // namespace affectus
