#include "reproduction/scoring_step.h"

#include "evaluation/predictions_csv.h"
#include "evaluation/scoring.h"
#include "reproduction/agreement.h"

namespace affectus {

namespace fs = std::filesystem;

void do_scoring(const Experiment& experiment, const RunName& run, const WorkObserver& observer) {
  std::optional<Model> model;
  for (const EvaluationSet& set : experiment.protocol.sets) {
    const fs::path file = experiment.predictions_file(run, set);
    if (fs::exists(file)) continue;
    if (!model) model.emplace(Model::load(experiment.run_folder(run), experiment.front_ends));
    const std::string text = experiment.systems[run.system].title + ", scoring " + set.name;
    const ScoringCallbacks callbacks{
        .failed = observer.failed,
        .warning = [](const std::string&) {},  // the same for every model; `affectus evaluate` tells them
        .progress = [&](const BatchProgress& progress) { observer.progress(progress.fraction, text); }};
    write_predictions(file, score_utterances(*model, experiment.protocol.scored(set, run.fold), experiment.threads,
                                             observer.stop, callbacks));
  }
}

SystemAnswers read_answers(const Experiment& experiment, std::size_t system, const EvaluationSet& set) {
  SystemAnswers result;
  const std::size_t candidate = experiment.chosen_candidate(system).value();
  for (const RunName& run : experiment.final_runs(system, candidate)) {
    std::vector<ScoredUtterance> utterances = read_predictions(experiment.predictions_file(run, set));
    if (!set.is_pooled || run.fold == 0) result.answers.push_back({experiment.seeds[run.seed], {}});
    std::vector<ScoredUtterance>& all = result.answers.back().utterances;
    all.insert(all.end(), utterances.begin(), utterances.end());
  }
  result.categories = ModelConfig::read(experiment.run_folder({system, candidate, 0, 0}) / "config.json").categories;
  return result;
}

}  // namespace affectus
