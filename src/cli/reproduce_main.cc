// The executable affectus-reproduce, which `affectus reproduce` runs.
#include <CLI/CLI.hpp>
#include <iostream>

#include "affectus/error.h"
#include "base/failure.h"
#include "cli/command_line.h"
#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/model_options.h"
#include "cli/option_checks.h"
#include "corpus/corpus_locator.h"
#include "opening/encoder_support.h"
#include "opening/shipped.h"
#include "processes/process_place.h"
#include "reproduction/fine_tuning_cost.h"
#include "reproduction/identity.h"
#include "reproduction/results.h"
#include "reproduction/runner.h"
#include "reproduction/shared_front_ends.h"
#include "reproduction/suitability.h"
#include "storage/environment.h"
#include "storage/files.h"
#include "text/counted.h"
#include "text/joined.h"
#include "text/text.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::string protocol_name = to_string(Protocol::Kind::one_corpus);
  ProtocolOptions protocol;
  SystemOptions systems;
  std::vector<std::string> corpora;
  std::string baseline;
  std::string output;
  OpenOptions open;
  std::size_t seeds = 1;
  std::uint64_t first_seed = 1;
  std::size_t resamples = 2000;
  bool plan_only = false;
  bool quiet = false;
};

void add_options(CLI::App& app, Arguments& arguments) {
  app.add_option("CORPUS", arguments.protocol.corpora,
                 "ravdess (five folds over speakers), iemocap (leave one session out), msp-podcast (its partitions), or any "
                 "manifest, its folder or a corpus's name (its partitions). With leave-one-corpus-out, all that are learned "
                 "from")
      ->required();
  app.add_option("--protocol", arguments.protocol_name,
                 "one-corpus: trained and judged on one; leave-one-corpus-out: on several, each judged by models that "
                 "learned from the others")
      ->capture_default_str()
      ->type_name("NAME");
  app.add_option("--output", arguments.output, "folder for everything; the same command goes on with what is in it")
      ->required()
      ->type_name("DIR");
  arguments.systems.representations = {"hf:openai/whisper-tiny.en@2", "hf:openai/whisper-tiny.en@3"};
  app.add_option("--representation", arguments.systems.representations,
                 "a pre-trained representation, FOLDER@LAYER or hf:OWNER/NAME@LAYER (may be repeated)")
      ->capture_default_str()
      ->type_name("SPEC");
  app.add_option(
         "--fine-tune", arguments.systems.fine_tuned,
         "an encoder, FOLDER@LAYER or hf:OWNER/NAME@LAYER, that the systems fine-tuned-... let learn as well; without "
         "it there are none of them")
      ->type_name("SPEC");
  app.add_option("--second", arguments.protocol.second,
                 "a corpus for a second evaluation set, never trained on; default for ravdess: emodb")
      ->type_name("CORPUS");
  app.add_option("--test", arguments.protocol.tests,
                 "an evaluation set of the files in a list, in place of the test partitions (may be repeated)")
      ->type_name("NAME=LIST");
  app.add_option("--beside", arguments.protocol.beside,
                 "with leave-one-corpus-out: a corpus that every model learns from, beside the others, and that is never "
                 "judged on (may be repeated)")
      ->type_name("CORPUS");
  app.add_option("--judge", arguments.protocol.judges,
                 "with leave-one-corpus-out: a corpus that is judged on and never learned from (may be repeated)")
      ->type_name("CORPUS");
  app.add_option("--shift", arguments.protocol.shift_sample,
                 "with leave-one-corpus-out: utterances of each corpus that are scored in simulated rooms and by simulated "
                 "microphones, too; default: 100")
      ->transform(whole_number(0, 1'000'000));
  app.add_option("--corpus", arguments.corpora,
                 "where a corpus is: its manifest, the folder that holds it, or of the four known ones the folder as its "
                 "publisher distributes it (may be repeated)")
      ->type_name("NAME=PATH");
  app.add_option("--seeds", arguments.seeds, "number of seeds")->capture_default_str()->transform(whole_number(1, 1000));
  app.add_option("--first-seed", arguments.first_seed, "the seed that tuning uses, too")
      ->capture_default_str()
      ->transform(whole_number(0));
  app.add_option("--folds", arguments.protocol.folds, "folds over speakers, for any corpus; default: by the corpus")
      ->transform(whole_number(3, 1000));
  std::string systems;
  for (const std::string& name : system_names()) systems += (systems.empty() ? "" : ",") + name;
  app.add_option("--systems", arguments.systems.chosen, "some of " + systems + ", or of --recipes")
      ->delimiter(',')
      ->type_name("NAME,...");
  app.add_option("--recipes", arguments.systems.recipes, "folder with other recipes, NAME.toml, and tuning.toml")
      ->type_name("DIR");
  app.add_option("--gain-over", arguments.baseline, "the system that the others are compared with; default: filterbank")
      ->type_name("NAME");
  app.add_option("--epochs", arguments.systems.epochs, "in place of the recipes'")->transform(whole_number(1, 10000));
  app.add_option("--resamples", arguments.resamples, "bootstrap resamples of the intervals")
      ->capture_default_str()
      ->transform(whole_number(100, 1'000'000));
  app.add_flag("--skip-missing", arguments.protocol.skip_missing, "leave out utterances whose audio file is missing");
  app.add_flag("--plan", arguments.plan_only, "print what would be done, with time and disk, and stop");
  add_open_options(app, arguments.open);
  app.add_flag("--quiet", arguments.quiet, "print nothing but errors");
  // What follows the value of an option is a corpus.
  for (CLI::Option* const option : app.get_options())
    if (!option->get_positional() && option->get_items_expected_max() > 1) option->allow_extra_args(false);
}

// The front ends that the options of encoders are about.
std::vector<std::string> encoders_in_use(const Experiment& experiment) {
  std::vector<std::string> names = experiment.representations;
  for (const FrontEndChoice& front_end : encoder_front_ends(experiment.systems)) names.push_back(front_end.name);
  for (const FrontEndChoice& front_end : learning_front_ends(experiment.systems)) names.push_back(front_end.name);
  return names;
}

void choose_baseline(Experiment& experiment, const std::string& chosen) {
  if (chosen.empty()) return;
  if (experiment.system_index(chosen) == experiment.systems.size())
    throw Error(ErrorCode::invalid_argument, "--gain-over: expected one of the systems " +
                                                 joined(experiment.systems, &System::id) + ", found '" + chosen + "'");
  experiment.baseline = chosen;
}

fs::path encoder_folder(const std::string& front_end, const OpenOptions& open) {
  return find_encoder(front_end.substr(0, front_end.rfind('@')), open);
}

Experiment make_experiment(const Arguments& arguments, Console& console) {
  Experiment experiment;
  experiment.folder = arguments.output;
  ProtocolOptions protocol = arguments.protocol;
  protocol.kind = parse_protocol_kind(arguments.protocol_name);
  protocol.corpus_paths = experiment.corpus_paths = parse_corpus_paths(arguments.corpora);
  protocol.layouts = shipped_layouts();
  SystemOptions systems = arguments.systems;
  if (systems.recipes.empty()) systems.recipes = shipped_recipes("reproduce");
  OpenOptions open = arguments.open;
  open.observer = console_observer(console);
  experiment.device = learning_device(open);
  if (!systems.fine_tuned.empty()) {
    const fs::path encoder = encoder_folder(systems.fine_tuned, open);
    systems.learning_layers = usual_learning_layers(used_layers(systems.fine_tuned, encoder));
  }
  experiment.tuning = read_tuning(systems.recipes);
  experiment.systems = read_systems(systems, experiment.tuning);
  for (const FrontEndChoice& front_end : learning_front_ends(experiment.systems))
    experiment.encoder_folders[front_end.name] = encoder_folder(front_end.name, open);
  experiment.representations = systems.representations;
  choose_baseline(experiment, arguments.baseline);
  experiment.protocol = make_protocol(protocol);
  for (const std::string& line : experiment.absent_targets()) experiment.protocol.notes.push_back(line);
  for (std::size_t i = 0; i < arguments.seeds; ++i) experiment.seeds.push_back(arguments.first_seed + i);
  experiment.threads = open.threads;
  experiment.cache = open.cache;
  open.cache_features = open.cache;  // --no-cache is about the trainer's features, too, and so not in vain without encoders
  experiment.front_ends =
      shared_front_ends(open_front_ends(open, "this reproduction", encoders_in_use(experiment)), experiment.models_folder());
  open.cache = false;
  open.threads = 1;
  experiment.uncached_front_ends = shared_front_ends(open_front_ends(open), experiment.models_folder());
  return experiment;
}

void write_results(const Experiment& experiment, const ReproductionResults& results) {
  const auto write = [&](const char* name, void (*writer)(std::ostream&, const ReproductionResults&)) {
    write_file_atomically(experiment.folder / name, [&](std::ostream& out) { writer(out, results); });
  };
  write("results.md", write_results_markdown);
  write("index.html", write_results_page);
  write("results.json", write_results_json);
}

int reproduce(const Experiment& experiment, const Arguments& arguments, Console& console) {
  console.working("measuring how long it takes");
  const Plan plan = make_plan(experiment);
  console.end_progress();
  if (arguments.plan_only) {
    std::cout << plan_text(experiment, plan);
    return std::cout.flush() ? 0 : 1;
  }
  claim_folder(experiment);
  if (!arguments.quiet) std::cerr << plan_text(experiment, plan) << std::endl;
  const WorkObserver observer{.note = [&](const std::string& line) { console.note(line); },
                              .warning = [&](const std::string& line) { console.warning(line); },
                              .failed = [&](const std::string& line) { console.error(line); },
                              .progress = [&](double share, const std::string& text) { console.progress(share, text); },
                              .stop = &watch_for_interrupt()};
  run_experiment(experiment, plan, observer);
  console.working("comparing the systems");
  const ReproductionResults results = collect_results(experiment, arguments.resamples, /*bootstrap_seed=*/1);
  console.end_progress();
  write_results(experiment, results);
  console.note((experiment.folder / "results.json").string() + ", results.md and index.html are written");
  bool complete = true;
  for (const EvaluatedSet& set : results.sets) {
    if (set.utterances == set.rows) continue;
    console.error(set.name + ": " + std::to_string(set.rows - set.utterances) + " of " +
                  counted(set.rows, "utterance", "utterances") + " could not be scored");
    complete = false;
  }
  return complete ? 0 : 1;
}

// In a handler.
int failed() {
  std::cerr << "affectus reproduce: " << printable(failure_of(std::current_exception(), "").message) << "\n";
  return 1;
}

}  // namespace
}  // namespace affectus

int main(int argc, char** argv) {
  using affectus::ErrorCode;
  CLI::App app("Trains and compares the paper's systems, on a corpus or on corpora that are left out in turn.",
               "affectus reproduce");
  affectus::Arguments arguments;
  affectus::add_options(app, arguments);
  std::optional<affectus::Console> console;
  std::optional<affectus::Experiment> experiment;
  try {
    affectus::parse_command_line(app, argc, argv);
    console.emplace(arguments.quiet);
    if (affectus::process_place(affectus::environment))
      throw affectus::Error(ErrorCode::invalid_argument,
                            "expected one process, found several by the environment (WORLD_SIZE or SLURM_NTASKS): affectus "
                            "train is what several can do together");
    experiment = affectus::make_experiment(arguments, *console);
    check_suitability(*experiment);
    check_folder(*experiment);
  } catch (const CLI::ParseError& error) {
    return affectus::end_of_parsing(app, error);
  } catch (const affectus::Error& error) {
    if (error.code() != ErrorCode::invalid_argument) return affectus::failed();
    return affectus::usage_error(app, error.what());
  } catch (...) {
    return affectus::failed();
  }
  try {
    return affectus::reproduce(*experiment, arguments, *console);
  } catch (const affectus::Error& error) {
    if (error.code() != ErrorCode::cancelled) return affectus::failed();
    std::cerr << "affectus reproduce: stopped; the same command goes on from there\n";
    return 1;
  } catch (...) {
    return affectus::failed();
  }
}
