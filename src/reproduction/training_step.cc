#include "reproduction/training_step.h"

#include "affectus/error.h"
#include "affectus/model_folder.h"
#include "reproduction/trained_encoders.h"
#include "text/counted.h"
#include "training/trainer.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

std::string text_of(const Experiment& experiment, const RunName& run) {
  return experiment.systems[run.system].title + ", candidate " + std::to_string(run.candidate + 1) + ", fold " +
         std::to_string(run.fold + 1) + ", seed " + std::to_string(experiment.seeds[run.seed]) +
         (run.joined ? ", joined" : "");
}

TrainingObserver training_observer(const Recipe& recipe, const std::string& text, const WorkObserver& observer) {
  const auto epochs = static_cast<double>(recipe.training.epochs);
  return {.warning = observer.warning,
          .preparing = [&observer, text](std::size_t, std::size_t) { observer.progress(0, text + ", preparing"); },
          .step =
              [&observer, text, epochs](std::size_t epoch, std::size_t step, std::size_t steps, double) {
                const double done = static_cast<double>(epoch - 1) + static_cast<double>(step) / static_cast<double>(steps);
                observer.progress(done / epochs, text + ", epoch " + std::to_string(epoch));
              },
          .epoch = {},
          .stop_requested = [&observer] { return observer.stop->load(); }};
}

}  // namespace

RunRecord do_training(const Experiment& experiment, const RunName& run, const WorkObserver& observer) {
  const fs::path folder = experiment.run_folder(run);
  const fs::path checkpoint = folder / "checkpoint.safetensors";
  std::optional<RunRecord> record = RunRecord::read(folder);
  if (!record) {
    Recipe recipe = experiment.recipe_of(run);
    recipe.training.seed = experiment.seeds[run.seed];
    recipe.options = " --seed " + std::to_string(recipe.training.seed) + (recipe.teacher ? " --teacher FOLDER" : "");
    const std::string& teacher = experiment.systems[run.system].teacher;
    TrainerOptions options{.output = folder,
                           .corpus_paths = experiment.corpus_paths,
                           .front_ends = with_trained_encoders(experiment, run, experiment.front_ends),
                           .teacher = teacher.empty() ? fs::path() : experiment.run_folder(experiment.run_of(teacher, run)),
                           .threads = experiment.threads,
                           .resume = true,
                           .skip_missing = false,
                           .cache = experiment.cache};
    if (recipe.encoder) options.encoder = experiment.encoder_folders.at(recipe.front_ends.front().name);
    options.device = experiment.device;
    for (const FoldCorpus& corpus : experiment.protocol.folds[run.fold].corpora)
      options.corpus_paths[corpus.name] = experiment.fold_manifest(run.fold, corpus);
    const std::string text = text_of(experiment, run);
    TrainingObserver told = training_observer(recipe, text, observer);
    // What is odd about a corpus was said when it was read; the fold's manifest is a copy of it.
    told.warning = [&](const std::string& message) {
      if (!message.starts_with((experiment.folder / "folds").string())) observer.warning(message);
    };
    train(recipe, options, told);
    keep_trained_encoders(experiment, run);
    const RunState state = RunState::read(checkpoint);
    record.emplace();
    // Where the table's models have no development partition they keep their last epoch: candidates are compared at theirs.
    if (!run.joined) record->development = experiment.joins_development() ? state.epochs.back().score : state.best_score;
    record->epochs = state.epochs.size();
    for (const EpochRecord& epoch : state.epochs) record->seconds += epoch.seconds;
    record->parameters = read_model_config(folder / "config.json").estimator.parameter_count();
    record->write(folder);
    char score[64] = "trained";
    if (record->development) std::snprintf(score, sizeof score, "development %.3f", *record->development);
    observer.note(text + ": " + score + ", " + counted(record->epochs, "epoch", "epochs"));
  }
  fs::remove(checkpoint);  // large, and of no use once the record is there
  return *record;
}

}  // namespace affectus
