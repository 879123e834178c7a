// The executable affectus-train, which `affectus train` runs.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "affectus/error.h"
#include "affectus/model_folder.h"
#include "base/failure.h"
#include "cli/command_line.h"
#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/model_options.h"
#include "cli/option_checks.h"
#include "corpus/corpus_locator.h"
#include "corpus/manifest.h"
#include "opening/encoder_support.h"
#include "opening/shipped.h"
#include "processes/process_group.h"
#include "processes/process_place.h"
#include "storage/environment.h"
#include "text/counted.h"
#include "text/joined.h"
#include "text/letter_case.h"
#include "text/text.h"
#include "training/trainer.h"

namespace {

using affectus::Error;
using affectus::ErrorCode;

struct Arguments {
  std::string recipe;
  affectus::TrainerOptions trainer;
  std::vector<std::string> corpora;
  affectus::OpenOptions open;
  std::vector<std::string> left_out;
  std::optional<std::uint64_t> seed;
  std::optional<std::size_t> epochs;
  bool quiet = false;
};

void add_options(CLI::App& app, Arguments& arguments) {
  app.add_option("RECIPE", arguments.recipe, "what to train on which corpora, and how (TOML, see recipes/)")->required();
  app.add_option("--output", arguments.trainer.output, "folder for the model, its log and its checkpoint")
      ->required()
      ->type_name("DIR");
  app.add_option("--corpus", arguments.corpora, "where a corpus of the recipe is: its folder or manifest (may be repeated)")
      ->type_name("NAME=PATH");
  app.add_option("--teacher", arguments.trainer.teacher,
                 "the model folder that the recipe's [teacher] names; default: the shipped model of that name")
      ->type_name("FOLDER");
  app.add_option("--leave-out", arguments.left_out, "train without this corpus of the recipe, to judge the model on it")
      ->type_name("NAME");
  app.add_flag("--resume", arguments.trainer.resume, "go on with the run in the output folder");
  affectus::add_open_options(app, arguments.open);
  app.add_option("--seed", arguments.seed, "instead of the recipe's seed")->transform(affectus::whole_number(0));
  app.add_option("--epochs", arguments.epochs, "instead of the recipe's number of epochs")
      ->transform(affectus::whole_number(1, 10000));
  app.add_flag("--skip-missing", arguments.trainer.skip_missing, "leave out utterances whose audio file is missing");
  app.add_flag("--quiet", arguments.quiet, "print nothing but errors");
}

// Those of the recipe, and of its teacher.
affectus::FrontEndRegistry front_ends(const Arguments& arguments, const affectus::Recipe& recipe,
                                      affectus::Console& console) {
  affectus::OpenOptions options = arguments.open;
  options.observer = affectus::console_observer(console);
  options.cache_features = false;  // the trainer keeps those of whole recordings
  std::vector<std::string> names;
  for (const affectus::FrontEndChoice& choice : recipe.front_ends) names.push_back(choice.name);
  if (recipe.teacher)
    for (const auto& front_end : affectus::read_model_config(arguments.trainer.teacher / "config.json").front_ends)
      names.push_back(front_end.name);
  return affectus::open_front_ends(options, recipe.name, names);
}

// Where the encoder of the recipe's only front end is.
std::filesystem::path encoder_that_learns(const Arguments& arguments, const affectus::Recipe& recipe,
                                          affectus::Console& console) {
  affectus::OpenOptions options = arguments.open;
  options.observer = affectus::console_observer(console);
  const std::string& name = recipe.front_ends[0].name;
  return affectus::find_encoder(name.substr(0, name.rfind('@')), options);
}

// What the console says of a run: progress, and a line an epoch.
class Reporter {
 public:
  Reporter(affectus::Console& console, std::size_t epochs) : console_(console), epochs_(epochs) {}

  affectus::TrainingObserver observer() {
    affectus::TrainingObserver observer;
    observer.warning = [this](const std::string& message) { console_.warning(message); };
    observer.preparing = [this](std::size_t done, std::size_t all) { tell_preparing(done, all); };
    observer.step = [this](std::size_t epoch, std::size_t step, std::size_t steps, double loss) {
      tell_step(epoch, step, steps, loss);
    };
    observer.epoch = [this](const affectus::EpochRecord& record, bool is_best) { tell_epoch(record, is_best); };
    observer.stop_requested = [] { return affectus::watch_for_interrupt().load(); };
    return observer;
  }

 private:
  void tell_preparing(std::size_t done, std::size_t all) {
    console_.progress(static_cast<double>(done) / static_cast<double>(all),
                      "preparing " + std::to_string(done) + " of " + affectus::counted(all, "utterance", "utterances"));
    if (done == all) console_.end_progress();
  }

  void tell_step(std::size_t epoch, std::size_t step, std::size_t steps, double loss) {
    const double epochs_done = static_cast<double>(epoch - 1) + static_cast<double>(step) / static_cast<double>(steps);
    char text[120];
    std::snprintf(text, sizeof text, "epoch %zu of at most %zu, step %zu of %zu, loss %.3f", epoch, epochs_, step, steps,
                  loss);
    console_.progress(epochs_done / static_cast<double>(epochs_), text);
  }

  void tell_epoch(const affectus::EpochRecord& record, bool is_best) {
    char part[120];
    std::snprintf(part, sizeof part, "epoch %zu: loss %.3f, development %.3f", record.epoch, record.training_loss,
                  record.score);
    std::string line = part;
    for (const affectus::DevelopmentScore& score : record.development) {
      std::snprintf(part, sizeof part, " %.2f %.2f %.2f", score.ccc[0], score.ccc[1], score.ccc[2]);
      line += ", " + score.set + part;
    }
    std::snprintf(part, sizeof part, ", %.1f s%s", record.seconds, is_best ? ", best so far" : "");
    console_.note(line + part);
  }

  affectus::Console& console_;
  std::size_t epochs_;
};

std::filesystem::path shipped_teacher(const std::string& name) {
  try {
    return affectus::shipped_model(name);
  } catch (const Error& error) {
    throw Error(error.code(), std::string(error.what()) + "; say where the recipe's teacher is with --teacher FOLDER");
  }
}

// With what the command line says in place of the recipe.
affectus::Recipe read_recipe(const Arguments& arguments) {
  affectus::Recipe recipe = affectus::Recipe::read(arguments.recipe);
  for (const std::string& corpus : arguments.left_out) {
    recipe.leave_out(corpus);
    recipe.options += " --leave-out " + corpus;
  }
  if (arguments.seed) {
    recipe.training.seed = *arguments.seed;
    recipe.options += " --seed " + std::to_string(*arguments.seed);
  }
  if (arguments.epochs) {
    recipe.training.epochs = *arguments.epochs;
    recipe.options += " --epochs " + std::to_string(*arguments.epochs);
  }
  if (arguments.trainer.skip_missing) recipe.options += " --skip-missing";
  if (!arguments.trainer.teacher.empty()) recipe.options += " --teacher FOLDER";
  return recipe;
}

// A path for a corpus that the recipe does not name is most often a misspelt name.
void warn_about_unused_corpora(const affectus::Recipe& recipe, const affectus::TrainerOptions& trainer,
                               affectus::Console& console) {
  for (const auto& [name, path] : trainer.corpus_paths) {
    const bool used = std::ranges::any_of(
        recipe.corpora, [&name = name](const affectus::CorpusChoice& corpus) { return corpus.name == name; });
    if (used) continue;
    std::vector<std::string> names;
    for (const affectus::CorpusChoice& corpus : recipe.corpora) names.push_back(corpus.name);
    console.warning("--corpus " + name + " has no effect: the recipe learns from " + affectus::joined(names));
  }
}

void run(const affectus::Recipe& recipe, affectus::TrainerOptions& trainer,
         const std::optional<affectus::ProcessPlace>& place, affectus::Console& console) {
  std::optional<affectus::ProcessGroup> processes;
  if (place) trainer.processes = &processes.emplace(*place);
  Reporter reporter(console, recipe.training.epochs);
  console.working("reading the corpora");
  affectus::train(recipe, trainer, reporter.observer());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Trains a model by a recipe.", "affectus train");
  Arguments arguments;
  std::optional<affectus::Console> console;
  std::optional<affectus::Recipe> recipe;
  std::optional<affectus::ProcessPlace> place;
  add_options(app, arguments);
  try {
    affectus::parse_command_line(app, argc, argv);
    arguments.trainer.corpus_paths = affectus::parse_corpus_paths(arguments.corpora);
    place = affectus::process_place(affectus::environment);
    // Of several processes the first tells of the run, the others of what went wrong.
    const bool is_first = !place || place->rank == 0;
    console.emplace(arguments.quiet || !is_first,
                    is_first ? "affectus train" : "affectus train (process " + std::to_string(place->rank) + ")");
    if (place && app.count("--threads") == 0)
      arguments.open.threads = std::max<std::size_t>(1, arguments.open.threads / place->local_count);
    // Each process of a machine has a GPU of its own.
    if (place && affectus::lower_case(arguments.open.device) == "cuda")
      arguments.open.device = "cuda:" + std::to_string(place->local_rank);
    arguments.trainer.threads = arguments.open.threads;
    arguments.trainer.cache = arguments.open.cache;
    recipe = read_recipe(arguments);
    if (recipe->teacher && arguments.trainer.teacher.empty())
      arguments.trainer.teacher = shipped_teacher(recipe->teacher->name);
    arguments.trainer.front_ends = front_ends(arguments, *recipe, *console);
    if (recipe->encoder) arguments.trainer.encoder = encoder_that_learns(arguments, *recipe, *console);
    arguments.trainer.device = affectus::learning_device(arguments.open);
  } catch (const CLI::ParseError& error) {
    return affectus::end_of_parsing(app, error);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::invalid_argument) return affectus::usage_error(app, error.what());
    std::cerr << "affectus train: " << affectus::printable(error.what()) << "\n";
    return 1;
  } catch (...) {
    std::cerr << "affectus train: " << affectus::printable(affectus::failure_of(std::current_exception(), "").message)
              << "\n";
    return 1;
  }
  try {
    warn_about_unused_corpora(*recipe, arguments.trainer, *console);
    run(*recipe, arguments.trainer, place, *console);
    return 0;
  } catch (...) {
    console->error(affectus::failure_of(std::current_exception(), "").message);
    return 1;
  }
}
