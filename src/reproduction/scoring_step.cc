#include "reproduction/scoring_step.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "affectus/model_folder.h"
#include "evaluation/predictions_csv.h"
#include "evaluation/scoring.h"
#include "reproduction/agreement.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

// Takes out of `utterances` those that were scored; returns what was said of them. None, where paths led elsewhere then.
std::vector<ScoredUtterance> take_scored(const fs::path& file, std::vector<Utterance>& utterances) {
  if (!fs::exists(file)) return {};
  std::vector<ScoredUtterance> scored = read_predictions(file);
  std::set<std::string> files;
  for (const ScoredUtterance& one : scored) files.insert(one.file);
  const bool is_whole = scored.size() >= utterances.size();
  const auto is_scored = [&](const Utterance& one) { return is_whole || files.contains(one.path.string()); };
  const auto taken = static_cast<std::size_t>(std::ranges::count_if(utterances, is_scored));
  if (taken < std::min(scored.size(), utterances.size())) return {};
  std::erase_if(utterances, is_scored);
  return scored;
}

}  // namespace

void do_scoring(const Experiment& experiment, const RunName& run, const WorkObserver& observer) {
  std::shared_ptr<const Model> model;
  for (const EvaluationSet& set : experiment.protocol.sets) {
    const fs::path file = experiment.predictions_file(run, set);
    std::vector<Utterance> left = experiment.protocol.scored(set, run.fold);
    std::vector<ScoredUtterance> scored = take_scored(file, left);  // what could not be read may be there by now
    if (left.empty() && fs::exists(file)) continue;
    if (!model) model = load_model_folder(experiment.run_folder(run), experiment.front_ends);
    const std::string text = experiment.systems[run.system].title + ", scoring " + set.name;
    const ScoringCallbacks callbacks{
        .failed = observer.failed,
        .warning = [](const std::string&) {},  // the same for every model; `affectus evaluate` tells them
        .progress = [&](const BatchProgress& progress) { observer.progress(progress.fraction, text); }};
    std::ranges::move(score_utterances(model, left, experiment.threads, observer.stop, callbacks),
                      std::back_inserter(scored));
    write_predictions(file, scored);
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
  result.categories =
      read_model_config(experiment.run_folder(experiment.final_run(system, candidate, 0, 0)) / "config.json").categories;
  return result;
}

}  // namespace affectus
