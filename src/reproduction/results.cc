#include "reproduction/results.h"

#include "base/sample_deviation.h"
#include "reproduction/familiarity.h"
#include "reproduction/scoring_step.h"
#include "reproduction/speed.h"
#include "reproduction/voice_baseline.h"

namespace affectus {
namespace {

Figure figure_of(const ResampledFigure& figure) { return {figure.value, figure.interval()}; }

Gain gain_of(const ResampledFigure& figure, const ResampledFigure& other) {
  Gain gain{.difference = figure_of(figure.minus(other)), .relative_percent = {}};
  const auto interval = other.interval();
  if (other.value > 0 && (!interval || interval->low > 0)) gain.relative_percent = 100 * gain.difference.value / other.value;
  return gain;
}

// `answers` are those of the figure's by_answers, which are missing where nothing could be rated.
SeedFigure seed_figure_of(const ResampledFigure& figure, const std::vector<Answers>& answers,
                          const std::vector<std::uint64_t>& seeds) {
  SeedFigure result{.mean = figure_of(figure), .by_seed = {}, .deviation = {}};
  for (const std::uint64_t seed : seeds) {
    double sum = 0, count = 0;
    for (std::size_t i = 0; i < answers.size(); ++i)
      if (answers[i].seed == seed && i < figure.by_answers.size()) sum += figure.by_answers[i], ++count;
    result.by_seed.push_back(sum / count);
  }
  result.deviation = sample_deviation(result.by_seed);
  return result;
}

ShiftedResult shifted_result_of(const DimensionFigures& shifted, const DimensionFigures& unshifted) {
  return {.concordance = figure_of(shifted.concordance),
          .bias = figure_of(shifted.bias),
          .gain = gain_of(shifted.concordance, unshifted.concordance)};
}

VoiceBaselineResult voice_baseline_of(const VoiceBaselineFigures& figures, std::size_t dimension) {
  const DimensionFigures& unshifted = figures.unshifted.dimensions[dimension];
  return {.concordance = figure_of(unshifted.concordance),
          .bias = figure_of(unshifted.bias),
          .calm_speech = shifted_result_of(figures.calm_speech.dimensions[dimension], unshifted),
          .running = shifted_result_of(figures.running.dimensions[dimension], unshifted)};
}

// Where the systems stand that others are compared with.
struct Others {
  std::optional<std::size_t> baseline, student_alone;

  explicit Others(const Experiment& experiment) {
    const auto place = [&](const std::string& id) -> std::optional<std::size_t> {
      const std::size_t index = experiment.system_index(id);
      return index < experiment.systems.size() ? std::optional(index) : std::nullopt;
    };
    baseline = place(experiment.baseline);
    student_alone = place(student_alone_system);
  }
};

// What a set's figures of all systems are made of.
struct MeasuredSet {
  SetAgreement agreement;
  std::vector<std::vector<Answers>> answers;                     // of each system
  std::vector<ResampledFigure> scores;                           // of each system
  std::vector<std::array<ResampledFigure, 3>> shifts;            // of each system; empty: none
  VoiceBaselineAgreement baselines;                              // of each system; no utterances: none
  std::vector<std::optional<FamiliarityFigures>> familiarities;  // of each system
};

MeasuredSet measure(const Experiment& experiment, const EvaluationSet& set, std::size_t resamples, std::uint64_t seed) {
  std::vector<SystemAnswers> answers;
  for (std::size_t i = 0; i < experiment.systems.size(); ++i) answers.push_back(read_answers(experiment, i, set));
  MeasuredSet measured{.agreement = measure_agreement(answers, resamples, seed, experiment.threads),
                       .answers = {},
                       .scores = {},
                       .shifts = {},
                       .baselines = {},
                       .familiarities = {}};
  if (experiment.protocol.leaves_corpora_out())
    measured.baselines = measure_voice_baselines(answers, resamples, seed, experiment.threads);
  for (std::size_t i = 0; i < experiment.systems.size(); ++i) {
    measured.familiarities.push_back(measure_familiarity(answers[i].answers, resamples, seed));
    measured.answers.push_back(std::move(answers[i].answers));
    measured.scores.push_back(measured.agreement.systems[i].score(measured.agreement.is_rated));
    if (const auto conditions = read_conditions(experiment, i, set); !conditions.empty())
      measured.shifts.push_back(measure_shift(conditions, resamples, seed));
  }
  return measured;
}

// A system's figures on a set, beside those of all systems.
SetResult set_result(const Experiment& experiment, const MeasuredSet& set, const Others& others, std::size_t system) {
  const auto gain = [&](const auto& figures_of, std::optional<std::size_t> other) -> std::optional<Gain> {
    if (!other || *other == system) return std::nullopt;
    return gain_of(figures_of(system), figures_of(*other));
  };
  const auto optional_figure = [](const std::optional<ResampledFigure>& figure) {
    return figure ? std::optional(figure_of(*figure)) : std::nullopt;
  };
  const SystemAgreement& own = set.agreement.systems[system];
  SetResult result;
  for (std::size_t d = 0; d < result.dimensions.size(); ++d) {
    const auto concordance = [&](std::size_t i) -> const ResampledFigure& {
      return set.agreement.systems[i].dimensions[d].concordance;
    };
    const DimensionFigures& figures = own.dimensions[d];
    DimensionResult& dimension = result.dimensions[d];
    dimension.concordance = seed_figure_of(figures.concordance, set.answers[system], experiment.seeds);
    dimension.over_baseline = gain(concordance, others.baseline);
    if (experiment.systems[system].id == student_system)
      dimension.over_student_alone = gain(concordance, others.student_alone);
    dimension.pearson = figure_of(figures.pearson);
    dimension.bias = figure_of(figures.bias);
    dimension.spread = figure_of(figures.spread);
    dimension.tone = optional_figure(figures.tone);
    dimension.deviation_pearson = optional_figure(figures.deviation_pearson);
    if (!set.shifts.empty()) dimension.shift = figure_of(set.shifts[system][d]);
    if (set.baselines.utterances > 0) dimension.voice_baseline = voice_baseline_of(set.baselines.systems[system], d);
  }
  result.score = seed_figure_of(set.scores[system], set.answers[system], experiment.seeds);
  result.score_over_baseline = gain([&](std::size_t i) -> const ResampledFigure& { return set.scores[i]; }, others.baseline);
  result.unweighted_recall = optional_figure(own.unweighted_recall);
  if (const auto& familiarity = set.familiarities[system])
    result.familiarity = {.correlation = figure_of(familiarity->correlation),
                          .errors = familiarity->errors,
                          .distances = distance_quantiles({distances_of(set.answers[system])})};
  return result;
}

// Over the sets that share no recordings.
OverallResult overall_result(const Experiment& experiment, const std::vector<MeasuredSet>& sets, const Others& others,
                             std::size_t system) {
  const std::vector<EvaluationSet>& facts = experiment.protocol.sets;
  const auto mean = [&](std::size_t i) {
    std::vector<ResampledFigure> scores;
    for (std::size_t set = 0; set < sets.size(); ++set)
      if (!facts[set].is_repeated) scores.push_back(sets[set].scores[i]);
    return mean_of(scores);
  };
  OverallResult result;
  result.mean = seed_figure_of(mean(system), sets.front().answers[system], experiment.seeds);
  if (others.baseline && *others.baseline != system) result.over_baseline = gain_of(mean(system), mean(*others.baseline));
  for (std::size_t set = 0; set < sets.size(); ++set)
    if (!facts[set].is_repeated && sets[set].scores[system].value < sets[result.worst].scores[system].value)
      result.worst = set;
  std::vector<std::vector<double>> distances;
  for (std::size_t set = 0; set < sets.size(); ++set)
    if (!facts[set].is_repeated) distances.push_back(distances_of(sets[set].answers[system]));
  result.distances = distance_quantiles(distances);
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
  const Others others(experiment);
  std::vector<MeasuredSet> measured;
  for (const EvaluationSet& set : experiment.protocol.sets) {
    const MeasuredSet& own = measured.emplace_back(measure(experiment, set, resamples, bootstrap_seed + measured.size()));
    results.sets.push_back({.name = set.name,
                            .is_pooled = set.is_pooled,
                            .is_repeated = set.is_repeated,
                            .fold = set.fold,
                            .shift_sample = set.shift_sample.size(),
                            .rows = row_count(experiment.protocol, set),
                            .utterances = own.agreement.utterances,
                            .speakers = own.agreement.speakers,
                            .baseline_utterances = own.baselines.utterances,
                            .baseline_speakers = own.baselines.speakers});
    for (std::size_t i = 0; i < experiment.systems.size(); ++i)
      results.systems[i].sets.push_back(set_result(experiment, own, others, i));
  }
  if (experiment.protocol.leaves_corpora_out())
    for (std::size_t i = 0; i < experiment.systems.size(); ++i)
      results.systems[i].overall = overall_result(experiment, measured, others, i);
  return results;
}

}  // namespace affectus
