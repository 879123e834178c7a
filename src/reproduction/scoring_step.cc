#include "reproduction/scoring_step.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "affectus/model_folder.h"
#include "evaluation/predictions_csv.h"
#include "evaluation/scoring.h"
#include "reproduction/simulated_conditions.h"
#include "storage/files.h"

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

// Scores what a fold's model has not scored yet.
class Scoring {
 public:
  Scoring(const Experiment& experiment, const RunName& run, const WorkObserver& observer)
      : experiment_(experiment), run_(run), observer_(observer) {}

  void score(const EvaluationSet& set) {
    const fs::path file = experiment_.predictions_file(run_, set);
    std::vector<Utterance> left = experiment_.protocol.scored(set, run_.fold);
    std::vector<ScoredUtterance> scored = take_scored(file, left);  // what could not be read may be there by now
    if (left.empty() && fs::exists(file)) return;
    std::ranges::move(score_utterances(model(), left, experiment_.threads, observer_.stop, callbacks("scoring " + set.name)),
                      std::back_inserter(scored));
    write_predictions(file, scored);
  }

  // All conditions at once, so that their utterances have the same names.
  void score_conditions(const EvaluationSet& set) {
    const std::vector<std::string>& conditions = simulated_conditions();
    const auto is_scored = [&](std::size_t condition) {
      const fs::path file = experiment_.shift_file(run_, set, condition);
      return fs::exists(file) && read_predictions(file).size() >= set.shift_sample.size();
    };
    std::size_t done = 0;
    while (done < conditions.size() && is_scored(done)) ++done;
    if (done == conditions.size() || set.shift_sample.empty()) return;
    ConditionAnswers scored;
    for (std::size_t i = 0; i < conditions.size(); ++i) {
      const Degradation degradation = conditions[i] == clean_condition ? Degradation{} : Degradation::parse(conditions[i]);
      scored.push_back(score_degraded(model(), set.shift_sample, degradation, /*seed=*/i, experiment_.threads,
                                      observer_.stop, callbacks("scoring " + set.name + ", " + conditions[i])));
    }
    make_folder(experiment_.shift_file(run_, set, 0).parent_path());
    for (std::size_t i = 0; i < conditions.size(); ++i) write_predictions(experiment_.shift_file(run_, set, i), scored[i]);
  }

 private:
  const std::shared_ptr<const Model>& model() {
    if (!model_) model_ = load_model_folder(experiment_.run_folder(run_), experiment_.front_ends);
    return model_;
  }

  ScoringCallbacks callbacks(const std::string& what) const {
    return {.failed = observer_.failed,
            .warning = [](const std::string&) {},  // the same for every model; `affectus evaluate` tells them
            .progress = [this, text = experiment_.systems[run_.system].title + ", " +
                                      what](const BatchProgress& progress) { observer_.progress(progress.fraction, text); }};
  }

  const Experiment& experiment_;
  const RunName& run_;
  const WorkObserver& observer_;
  std::shared_ptr<const Model> model_;
};

}  // namespace

void do_scoring(const Experiment& experiment, const RunName& run, const WorkObserver& observer) {
  Scoring scoring(experiment, run, observer);
  for (const EvaluationSet& set : experiment.protocol.sets) {
    if (!experiment.protocol.is_scored(set, run.fold)) continue;
    scoring.score(set);
    scoring.score_conditions(set);
  }
}

SystemAnswers read_answers(const Experiment& experiment, std::size_t system, const EvaluationSet& set) {
  SystemAnswers result;
  const std::size_t candidate = experiment.chosen_candidate(system).value();
  for (const RunName& run : experiment.final_runs(system, candidate)) {
    if (!experiment.protocol.is_scored(set, run.fold)) continue;
    std::vector<ScoredUtterance> utterances = read_predictions(experiment.predictions_file(run, set));
    if (!set.is_pooled || run.fold == 0) result.answers.push_back({experiment.seeds[run.seed], {}});
    std::vector<ScoredUtterance>& all = result.answers.back().utterances;
    all.insert(all.end(), utterances.begin(), utterances.end());
  }
  const RunName first = experiment.final_run(system, candidate, set.fold.value_or(0), 0);
  result.categories = read_model_config(experiment.run_folder(first) / "config.json").categories;
  return result;
}

std::vector<ConditionAnswers> read_conditions(const Experiment& experiment, std::size_t system, const EvaluationSet& set) {
  std::vector<ConditionAnswers> runs;
  if (set.shift_sample.empty()) return runs;
  for (const RunName& run : experiment.final_runs(system, experiment.chosen_candidate(system).value())) {
    if (!experiment.protocol.is_scored(set, run.fold)) continue;
    ConditionAnswers& conditions = runs.emplace_back();
    for (std::size_t i = 0; i < simulated_conditions().size(); ++i)
      conditions.push_back(read_predictions(experiment.shift_file(run, set, i)));
  }
  return runs;
}

}  // namespace affectus
