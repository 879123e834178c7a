// The executable affectus-train, which `affectus train` runs.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#ifdef AFFECTUS_HAS_ENCODERS
#include "affectus/encoders.h"
#include "cli/hub_fetch.h"
#endif
#include "affectus/error.h"
#include "cli/console.h"
#include "corpus/manifest.h"
#include "model/model_locator.h"
#include "training/trainer.h"

namespace {

using affectus::Error;
using affectus::ErrorCode;

volatile std::sig_atomic_t interrupted = 0;
extern "C" void on_interrupt(int) { interrupted = 1; }

struct Arguments {
  std::string recipe;
  affectus::TrainerOptions trainer;
  std::vector<std::string> corpora;
  std::vector<std::string> encoders;
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
  app.add_option("--encoder", arguments.encoders,
                 "where an encoder that is called by its name on the hub is: its folder, or OWNER/NAME=FOLDER");
  app.add_option("--teacher", arguments.trainer.teacher,
                 "the model folder that the recipe's [teacher] names; default: the shipped model of that name")
      ->type_name("FOLDER");
  app.add_option("--leave-out", arguments.left_out, "train without this corpus of the recipe, to judge the model on it")
      ->type_name("NAME");
  app.add_flag("--resume", arguments.trainer.resume, "go on with the run in the output folder");
  app.add_option("--threads", arguments.trainer.threads, "threads to compute on; default: all cores")
      ->check(CLI::Range(1, 1024));
  app.add_option("--seed", arguments.seed, "instead of the recipe's seed")->check(CLI::NonNegativeNumber);
  app.add_option("--epochs", arguments.epochs, "instead of the recipe's number of epochs")->check(CLI::Range(1, 10000));
  app.add_flag("--skip-missing", arguments.trainer.skip_missing, "leave out utterances whose audio file is missing");
  app.add_flag("--quiet", arguments.quiet, "print nothing but errors");
}

#ifdef AFFECTUS_HAS_ENCODERS
affectus::FrontEndMaker encoder_maker(const Arguments& arguments, affectus::Console& console) {
  return affectus::encoder_front_ends({.threads = arguments.trainer.threads,
                                       .streams = arguments.trainer.threads,
                                       .folders = affectus::parse_encoder_folders(arguments.encoders),
                                       .fetch = affectus::encoder_fetcher(console, [] { return interrupted != 0; }),
                                       .cache = affectus::standard_cache(),
                                       .cache_frames = false});  // the trainer keeps whole recordings' features
}
#else
affectus::FrontEndMaker encoder_maker(const Arguments&, affectus::Console&) { return {}; }
#endif

// Progress on a terminal, a line an epoch anywhere.
class Reporter {
 public:
  Reporter(bool quiet, std::size_t epochs)
      : quiet_(quiet), on_terminal_(!quiet && ::isatty(STDERR_FILENO) == 1), epochs_(epochs) {}

  affectus::TrainingObserver observer() {
    affectus::TrainingObserver observer;
    observer.warning = [this](const std::string& message) {
      if (!quiet_) std::cerr << "affectus train: warning: " << message << "\n";
    };
    observer.preparing = [this](std::size_t done, std::size_t all) {
      show("preparing " + std::to_string(done) + " of " + std::to_string(all) + " utterances");
    };
    observer.step = [this](std::size_t epoch, std::size_t step, std::size_t steps, double loss) {
      tell_step(epoch, step, steps, loss);
    };
    observer.epoch = [this](const affectus::EpochRecord& record, bool is_best) { tell_epoch(record, is_best); };
    observer.stop_requested = [] { return interrupted != 0; };
    return observer;
  }
  void clear() {
    if (on_terminal_) std::cerr << "\r\033[K" << std::flush;
  }

 private:
  using Clock = std::chrono::steady_clock;

  void show(const std::string& line) {
    if (!on_terminal_) return;
    const auto now = Clock::now();
    if (now - shown_ < std::chrono::milliseconds(100)) return;
    shown_ = now;
    std::cerr << "\r\033[K" << line << std::flush;
  }

  void tell_step(std::size_t epoch, std::size_t step, std::size_t steps, double loss) {
    if (steps_done_++ == 0) start_ = Clock::now();
    const double seconds_a_step =
        std::chrono::duration<double>(Clock::now() - start_).count() / static_cast<double>(steps_done_);
    const double left_s = seconds_a_step * static_cast<double>(steps - step + (epochs_ - epoch) * steps);
    char line[120];
    std::snprintf(line, sizeof line, "epoch %zu of %zu, step %zu of %zu, loss %.3f, at most %.0f:%02.0f min left", epoch,
                  epochs_, step, steps, loss, std::floor(left_s / 60), std::floor(std::fmod(left_s, 60)));
    show(line);
  }

  void tell_epoch(const affectus::EpochRecord& record, bool is_best) {
    if (quiet_) return;
    clear();
    char part[120];
    std::snprintf(part, sizeof part, "epoch %zu: loss %.3f, development %.3f", record.epoch, record.training_loss,
                  record.score);
    std::cerr << part;
    for (const affectus::DevelopmentScore& score : record.development) {
      std::snprintf(part, sizeof part, ", %s %.2f %.2f %.2f", score.set.c_str(), score.ccc[0], score.ccc[1], score.ccc[2]);
      std::cerr << part;
    }
    std::snprintf(part, sizeof part, ", %.1f s%s", record.seconds, is_best ? ", best so far" : "");
    std::cerr << part << std::endl;
  }

  bool quiet_;
  bool on_terminal_;
  std::size_t epochs_;
  std::size_t steps_done_ = 0;
  Clock::time_point shown_{};
  Clock::time_point start_{};
};

std::filesystem::path shipped_teacher(const std::string& name) {
  try {
    return affectus::locate_shipped_model(name, std::filesystem::read_symlink("/proc/self/exe"));
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

void run(const affectus::Recipe& recipe, const Arguments& arguments) {
  affectus::TrainerOptions trainer = arguments.trainer;
  if (recipe.teacher && trainer.teacher.empty()) trainer.teacher = shipped_teacher(recipe.teacher->name);
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  Reporter reporter(arguments.quiet, recipe.training.epochs);
  try {
    affectus::train(recipe, trainer, reporter.observer());
    reporter.clear();
  } catch (...) {
    reporter.clear();
    throw;
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Trains a model by a recipe.", "affectus train");
  Arguments arguments;
  std::optional<affectus::Console> console;
  std::optional<affectus::Recipe> recipe;
  arguments.trainer.threads = std::max(1u, std::thread::hardware_concurrency());
  add_options(app, arguments);
  try {
    app.parse(argc, argv);
    arguments.trainer.corpus_paths = affectus::parse_corpus_paths(arguments.corpora);
    console.emplace(arguments.quiet);
    arguments.trainer.front_ends = encoder_maker(arguments, *console);
    recipe = read_recipe(arguments);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return affectus::usage_error("affectus train", error.what(), "affectus train --help");
  } catch (const Error& error) {
    if (error.code() == ErrorCode::invalid_argument)
      return affectus::usage_error("affectus train", error.what(), "affectus train --help");
    std::cerr << "affectus train: " << error.what() << "\n";
    return 1;
  }
  try {
    run(*recipe, arguments);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "affectus train: " << error.what() << "\n";
    return 1;
  }
}
