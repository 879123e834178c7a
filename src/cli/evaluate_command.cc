#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <functional>
#include <iostream>

#include "affectus/error.h"
#include "affectus/model_folder.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/model_options.h"
#include "cli/option_checks.h"
#include "cli/read_files.h"
#include "cli/recording_options.h"
#include "cli/shell_word.h"
#include "corpus/corpus_locator.h"
#include "corpus/file_list.h"
#include "corpus/manifest.h"
#include "corpus/rating_scale.h"
#include "evaluation/evaluation_report.h"
#include "evaluation/predictions_csv.h"
#include "evaluation/recorded_figure.h"
#include "evaluation/scoring.h"
#include "evaluation/severity_report.h"
#include "evaluation/submission.h"
#include "storage/files.h"
#include "text/counted.h"

namespace affectus {
namespace {

struct EvaluateArguments {
  std::string model;
  std::string manifest;
  std::string partition = "test";
  std::string format;
  std::string output;
  std::string predictions;
  std::string submission;
  std::string files;
  std::vector<std::string> degradations;
  std::vector<std::string> corpora;
  EvaluationOptions options;
  OpenOptions open;
  RecordingOptions recording;
  bool record = false;
  bool quiet = false;
};

std::string chosen_format(const EvaluateArguments& arguments) {
  std::string format = arguments.format;
  const std::string extension = std::filesystem::path(arguments.output).extension().string();
  if (format.empty()) format = extension == ".html" ? "html" : extension == ".json" ? "json" : "table";
  if (format != "table" && format != "json" && format != "html")
    throw Error(ErrorCode::invalid_argument, "--format: expected table, json or html, found '" + format + "'");
  return format;
}

// The name of what was evaluated, for reports and the model's card.
std::string set_name(const EvaluateArguments& arguments) {
  if (arguments.files.empty()) return arguments.partition;
  return "files of " + std::filesystem::path(arguments.files).filename().string();
}

// The options that choose the rows.
std::string selection(const EvaluateArguments& arguments) {
  if (arguments.files.empty()) return " --partition " + shell_word(arguments.partition);
  return " --files " + shell_word(arguments.files);
}

std::string repeating_command(const EvaluateArguments& arguments) {
  std::string command =
      "affectus evaluate " + shell_word(arguments.model) + " " + shell_word(arguments.manifest) + selection(arguments);
  for (const std::string& corpus : arguments.corpora) command += " --corpus " + shell_word(corpus);
  std::string degradations;
  for (const std::string& one : arguments.degradations) degradations += (degradations.empty() ? "" : ",") + one;
  if (!degradations.empty()) command += " --degrade " + shell_word(degradations);
  command += recording_options_text(arguments.recording);
  return command + " --resamples " + std::to_string(arguments.options.resamples) + " --seed " +
         std::to_string(arguments.options.seed);
}

std::vector<Utterance> chosen_utterances(const Manifest& manifest, const EvaluateArguments& arguments,
                                         const std::function<void(const std::string&)>& on_missing) {
  if (!arguments.files.empty()) return listed_utterances(manifest, arguments.files, on_missing);
  if (arguments.partition != "all") return manifest.partition(arguments.partition);
  std::vector<Utterance> utterances = manifest.in_use();
  if (utterances.empty())
    throw Error(ErrorCode::invalid_format,
                manifest.file.string() + ": expected utterances of any partition but held_out, found none");
  return utterances;
}

// What is written for the recordings as they are only.
void refuse_with_degradations(const EvaluateArguments& arguments) {
  if (arguments.degradations.empty()) return;
  for (const auto& [option, given] :
       {std::pair("--predictions", !arguments.predictions.empty()), std::pair("--submission", !arguments.submission.empty()),
        std::pair("--record", arguments.record)})
    if (given)
      throw Error(ErrorCode::invalid_argument, std::string("--degrade: expected it without ") + option + ", found both");
}

void refuse_to_replace_inputs(const EvaluateArguments& arguments, const Manifest& manifest) {
  ReadFiles read;
  read.add(manifest);
  read.add(arguments.files);
  read.add(arguments.open.calibration);
  read.add_model(arguments.model);
  read.refuse(arguments.output, "--output");
  read.refuse(arguments.predictions, "--predictions");
  read.refuse(arguments.submission, "--submission");
  for (const std::string& output : {arguments.output, arguments.predictions, arguments.submission})
    if (!output.empty()) require_writable(output);  // before hours of scoring
}

void write_report(const std::string& output, const std::function<void(std::ostream&)>& write) {
  if (output.empty())
    write(std::cout);
  else
    write_file_atomically(output, write);
}

int evaluate_degraded(const EvaluateArguments& arguments, const std::string& format,
                      const std::shared_ptr<const Model>& model, const std::vector<Utterance>& utterances,
                      const ScoringCallbacks& callbacks, const EvaluationFacts& facts, Console& console) {
  std::vector<Degradation> degradations;  // all are read before the first is scored
  for (const std::string& text : arguments.degradations) degradations.push_back(Degradation::parse(text));
  std::vector<DegradedEvaluation> all;
  const auto add = [&](const std::string& name, const std::vector<ScoredUtterance>& scored) {
    console.working("resampling for the intervals of " + name);
    all.push_back({name, evaluate(scored, facts.options)});
    console.end_progress();
  };
  const std::atomic<bool>& stop = watch_for_interrupt();
  add("clean", score_utterances(model, utterances, arguments.open.threads, &stop, callbacks, arguments.recording));
  for (const Degradation& degradation : degradations) {
    try {
      add(degradation.text, score_degraded(model, utterances, degradation, arguments.options.seed, arguments.open.threads,
                                           &stop, callbacks, arguments.recording));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::unsupported) throw;
      callbacks.failed(degradation.text + " was left out: " + error.what());
    }
  }
  console.end_progress();
  write_report(arguments.output, [&](std::ostream& out) {
    if (format == "json") return write_severity_json(out, all, facts);
    if (format == "html") return write_severity_html(out, all, facts);
    write_severity_table(out, all, facts);
  });
  return facts.failed.empty() ? 0 : 1;
}

int evaluate_model(const EvaluateArguments& arguments) {
  Console console(arguments.quiet);
  const std::string format = chosen_format(arguments);
  refuse_with_degradations(arguments);
  const bool is_file = std::filesystem::exists(arguments.manifest);
  const Manifest manifest = Manifest::read(find_manifest(arguments.manifest, parse_corpus_paths(arguments.corpora)));
  bool missing = false;
  const std::vector<Utterance> utterances = chosen_utterances(manifest, arguments, [&](const std::string& message) {
    missing = true;
    console.error(message);
  });
  if (const std::string warning = scale_warning(manifest); !warning.empty()) console.warning(warning);
  refuse_to_replace_inputs(arguments, manifest);
  OpenOptions open = arguments.open;
  open.streams = utterances.size();
  open.observer = console_observer(console);
  console.working("opening the model");
  const std::filesystem::path folder = find_model(arguments.model, open);
  const std::shared_ptr<const Model> model = open_model(folder.string(), open);
  console.end_progress();
  if (arguments.record && model->is_wrapped())
    throw Error(ErrorCode::invalid_argument,
                "--record: expected a model folder of this project, found another project's "
                "checkpoint: " +
                    folder.string());
  EvaluationOptions options = arguments.options;
  options.categories = model->config().categories;

  EvaluationFacts facts{.run = {.model = model->config().name,
                                .notes = model->config().notes,
                                .licence = model->config().licence,
                                .scale = Scale::sam},
                        .manifest = manifest.file.string(),
                        .manifest_hash = manifest.hash,
                        .partition = set_name(arguments),
                        .rows = utterances.size(),
                        .options = options,
                        .command = repeating_command(arguments)};
  const ScoringCallbacks callbacks{.failed =
                                       [&](const std::string& message) {
                                         if (std::ranges::find(facts.failed, message) != facts.failed.end())
                                           return;  // under another degradation
                                         facts.failed.push_back(message);
                                         console.error(message);
                                       },
                                   .warning = [&](const std::string& message) { console.warning(message); },
                                   .progress =
                                       [&](const BatchProgress& progress) {
                                         console.progress(progress.fraction,
                                                          std::to_string(progress.files_done) + " of " +
                                                              counted(progress.files, "utterance", "utterances"));
                                       }};
  console.progress(0, "0 of " + counted(utterances.size(), "utterance", "utterances"));
  if (!arguments.degradations.empty())
    return std::max(missing ? 1 : 0, evaluate_degraded(arguments, format, model, utterances, callbacks, facts, console));
  const std::vector<ScoredUtterance> scored =
      score_utterances(model, utterances, arguments.open.threads, &watch_for_interrupt(), callbacks, arguments.recording);
  console.working("resampling for the intervals");
  const Evaluation evaluation = evaluate(scored, options);
  console.end_progress();

  write_report(arguments.output, [&](std::ostream& out) {
    if (format == "json") return write_json(out, evaluation, facts);
    if (format == "html") return write_html(out, evaluation, facts, scored);
    write_table(out, evaluation, facts);
  });
  if (!arguments.predictions.empty()) write_predictions(arguments.predictions, scored);
  if (!arguments.submission.empty()) write_submission(arguments.submission, scored);
  if (arguments.record) {
    // Without this machine's paths.
    const std::string corpus = is_file ? manifest.corpus : arguments.manifest;
    const std::string command = "affectus evaluate " + model->config().name + " " + corpus + selection(arguments);
    ModelConfig config = model->config();
    record(config, recorded_figure(manifest.corpus + " " + set_name(arguments), command, evaluation));
    write_model_config(config, folder / "config.json");
  }
  if (!facts.failed.empty())
    console.error(std::to_string(facts.failed.size()) + " of " + counted(facts.rows, "utterance", "utterances") +
                  " could not be scored");
  return facts.failed.empty() && !missing ? 0 : 1;
}

}  // namespace

void add_evaluate_command(CLI::App& app, ChosenCommand& chosen) {
  auto arguments = std::make_shared<EvaluateArguments>();
  CLI::App* command = app.add_subcommand("evaluate", "Measure a model's agreement with a corpus");
  command->add_option("MODEL", arguments->model, "Model folder, a shipped model's name, or hf:OWNER/NAME[:REVISION]")
      ->required();
  command->add_option("MANIFEST", arguments->manifest, "Manifest CSV, a folder that holds one, or a corpus's name")
      ->required();
  command->add_option("--partition", arguments->partition, "A name of the manifest, or all (but held_out)")
      ->capture_default_str();
  command->add_option("--format", arguments->format,
                      "table, json, html (default: by the extension of --output, else table)");
  command->add_option("--output", arguments->output, "File (default: standard output)");
  command->add_option("--predictions", arguments->predictions, "Write each utterance's targets and predictions to this CSV");
  command->add_option("--submission", arguments->submission,
                      "Write FileName,EmoAct,EmoVal,EmoDom to this CSV, as challenges on MSP-Podcast want it");
  command
      ->add_option("--files", arguments->files,
                   "List of audio files' names, one a line: only these, of whatever partition (an older release's test set)")
      ->type_name("FILE");
  command
      ->add_option("--degrade", arguments->degradations,
                   "KIND:LEVEL,...: also on recordings made worse; steps are joined by +:" + degradation_help())
      ->delimiter(',')
      ->type_name("KIND:LEVEL");
  command->add_option("--corpus", arguments->corpora, "NAME=PATH: where a corpus is");
  command->add_option("--resamples", arguments->options.resamples, "Bootstrap resamples of the intervals")
      ->capture_default_str()
      ->transform(whole_number(100, 1'000'000));
  command->add_option("--seed", arguments->options.seed, "Of the bootstrap and of --degrade")
      ->capture_default_str()
      ->transform(whole_number(0));
  add_recording_options(*command, arguments->recording);
  add_open_options(*command, arguments->open);
  add_checkpoint_options(*command, arguments->open);
  command->add_flag("--record", arguments->record, "Put the figures into the model's config.json");
  command->add_flag("--quiet", arguments->quiet, "Say nothing but errors");
  command->callback([arguments, &chosen] { chosen.run = [arguments] { return evaluate_model(*arguments); }; });
}

}  // namespace affectus
