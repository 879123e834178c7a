#include "reproduction/runner.h"

#include <set>

#include "corpus/manifest_writer.h"
#include "reproduction/features_step.h"
#include "reproduction/scoring_step.h"
#include "reproduction/speed.h"
#include "reproduction/training_step.h"
#include "storage/files.h"

namespace affectus {
namespace {

class Run {
 public:
  Run(const Experiment& experiment, const Plan& plan, const WorkObserver& observer)
      : experiment_(experiment), plan_(plan), whole_(observer), step_(observer) {
    step_.progress = [this](double share, const std::string& text) {
      const double all = plan_.seconds();
      whole_.progress(all > 0 ? (done_s_ + share * step_s_) / all : 0, text);
    };
    step_.failed = [this](const std::string& message) {
      if (told_.insert(message).second) whole_.failed(message);
    };
  }

  void execute() {
    for (std::size_t fold = 0; fold < experiment_.protocol.folds.size(); ++fold)
      for (const FoldCorpus& corpus : experiment_.protocol.folds[fold].corpora) {
        const std::filesystem::path manifest = experiment_.fold_manifest(fold, corpus);
        make_folder(manifest.parent_path());
        write_manifest(manifest, corpus.utterances);
      }
    const std::vector<FrontEndChoice> encoders = encoder_front_ends(experiment_.systems);
    for (std::size_t i = 0; i < encoders.size(); ++i)
      do_step(plan_.features[i].seconds, [&] { do_features(experiment_, encoders[i], step_); });
    for (std::size_t seed = 0; seed < experiment_.seeds.size(); ++seed)
      for (std::size_t system = 0; system < experiment_.systems.size(); ++system) do_system(system, seed);
    for (std::size_t system = 0; system < experiment_.systems.size(); ++system) {
      step_.progress(0, experiment_.systems[system].title + ", measuring its speed");
      real_time_factor(experiment_, system);
    }
  }

 private:
  void do_system(std::size_t system, std::size_t seed) {
    for (const RunName& run : experiment_.tuning_runs(system)) train(run);
    for (const RunName& run : experiment_.final_runs(system, experiment_.chosen_candidate(system).value())) {
      if (run.seed != seed) continue;
      train(run);
      do_step(0, [&] { do_scoring(experiment_, run, step_); });
    }
  }

  void train(const RunName& run) {
    const bool is_done = RunRecord::read(experiment_.run_folder(run)).has_value();
    do_step(is_done ? 0 : plan_.systems[run.system].seconds_a_run(), [&] { do_training(experiment_, run, step_); });
  }

  template <typename Function>
  void do_step(double seconds, const Function& function) {
    step_s_ = seconds;
    function();
    done_s_ += seconds;
    step_s_ = 0;
  }

  const Experiment& experiment_;
  const Plan& plan_;
  const WorkObserver& whole_;
  WorkObserver step_;
  double done_s_ = 0;  // of the plan's seconds
  double step_s_ = 0;
  std::set<std::string> told_;  // every model fails at the same recordings
};

}  // namespace

void run_experiment(const Experiment& experiment, const Plan& plan, const WorkObserver& observer) {
  Run(experiment, plan, observer).execute();
}

}  // namespace affectus
