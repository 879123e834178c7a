#include "reproduction/results.h"

#include "base/sample_deviation.h"
#include "reproduction/scoring_step.h"
#include "reproduction/speed.h"

namespace affectus {
namespace {

Figure figure_of(const ResampledFigure& figure) { return {figure.value, figure.interval()}; }

Gain gain_of(const ResampledFigure& figure, const ResampledFigure& other) {
  Gain gain{.difference = figure_of(figure.minus(other)), .relative_percent = {}};
  if (other.value > 0) gain.relative_percent = 100 * gain.difference.value / other.value;
  return gain;
}

// The mean over the answers of each seed.
std::vector<double> by_seed(const std::vector<double>& by_answers, const std::vector<Answers>& answers,
                            const std::vector<std::uint64_t>& seeds) {
  std::vector<double> means;
  for (const std::uint64_t seed : seeds) {
    double sum = 0, count = 0;
    for (std::size_t i = 0; i < answers.size(); ++i)
      if (answers[i].seed == seed) sum += by_answers[i], ++count;
    means.push_back(sum / count);
  }
  return means;
}

// A system's figures on a set, beside those of all systems.
SetResult set_result(const Experiment& experiment, const SetAgreement& agreement, const std::vector<SystemAnswers>& answers,
                     std::size_t system) {
  const auto other = [&](const char* id) -> const SystemAgreement* {
    const std::size_t index = experiment.system_index(id);
    return index < experiment.systems.size() && index != system ? &agreement.systems[index] : nullptr;
  };
  const SystemAgreement* const baseline = other(baseline_system);
  const SystemAgreement* const alone =
      experiment.systems[system].id == student_system ? other(student_alone_system) : nullptr;
  const SystemAgreement& own = agreement.systems[system];
  SetResult result;
  for (std::size_t d = 0; d < result.dimensions.size(); ++d) {
    DimensionResult& dimension = result.dimensions[d];
    dimension.concordance = figure_of(own.concordance[d]);
    dimension.by_seed = by_seed(own.concordance[d].by_answers, answers[system].answers, experiment.seeds);
    dimension.deviation = sample_deviation(dimension.by_seed);
    if (baseline != nullptr) dimension.over_baseline = gain_of(own.concordance[d], baseline->concordance[d]);
    if (alone != nullptr) dimension.over_student_alone = gain_of(own.concordance[d], alone->concordance[d]);
  }
  if (own.unweighted_recall) result.unweighted_recall = figure_of(*own.unweighted_recall);
  return result;
}

std::size_t row_count(const Protocol& protocol, const EvaluationSet& set) {
  if (!set.is_pooled) return set.utterances.size();
  std::size_t rows = 0;
  for (std::size_t fold = 0; fold < protocol.folds.size(); ++fold) rows += protocol.scored(set, fold).size();
  return rows;
}

}  // namespace

ReproductionResults collect_results(const Experiment& experiment, std::size_t resamples, std::uint64_t bootstrap_seed) {
  ReproductionResults results{
      .experiment = &experiment, .resamples = resamples, .bootstrap_seed = bootstrap_seed, .sets = {}, .systems = {}};
  for (std::size_t i = 0; i < experiment.systems.size(); ++i) {
    const System& system = experiment.systems[i];
    SystemResult& result = results.systems.emplace_back();
    result.id = system.id;
    result.title = system.title;
    result.recipe_hash = system.recipe_hash;
    result.chosen = experiment.chosen_candidate(i).value();
    const RunName first = experiment.final_run(i, result.chosen, 0, 0);
    result.recipe = experiment.recipe_of(first).text;
    for (std::size_t candidate = 0; candidate < system.candidates.size(); ++candidate)
      result.tuning_scores.push_back(experiment.tuning_score(i, candidate));
    result.parameters = RunRecord::read(experiment.run_folder(first)).value().parameters;
    result.real_time_factor = real_time_factor(experiment, i);
  }
  for (const EvaluationSet& set : experiment.protocol.sets) {
    std::vector<SystemAnswers> answers;
    for (std::size_t i = 0; i < experiment.systems.size(); ++i) answers.push_back(read_answers(experiment, i, set));
    const SetAgreement agreement = measure_agreement(answers, resamples, bootstrap_seed, experiment.threads);
    results.sets.push_back({.name = set.name,
                            .is_pooled = set.is_pooled,
                            .rows = row_count(experiment.protocol, set),
                            .utterances = agreement.utterances,
                            .speakers = agreement.speakers});
    for (std::size_t i = 0; i < experiment.systems.size(); ++i)
      results.systems[i].sets.push_back(set_result(experiment, agreement, answers, i));
  }
  return results;
}

}  // namespace affectus
