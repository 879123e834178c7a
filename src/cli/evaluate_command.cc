#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>

#include "affectus/error.h"
#include "base/files.h"
#include "base/split.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/encoder_choice.h"
#include "corpus/manifest.h"
#include "evaluation/evaluation_report.h"
#include "evaluation/scoring.h"
#include "evaluation/severity_report.h"
#include "model/model_locator.h"
#include "outputs/text.h"

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
  std::size_t threads = default_thread_count();
  EncoderArguments encoders;
  bool record = false;
  bool quiet = false;
};

std::map<std::string, std::filesystem::path> corpus_paths(const std::vector<std::string>& given) {
  std::map<std::string, std::filesystem::path> paths;
  for (const std::string& one : given) {
    const std::size_t equals = one.find('=');
    if (equals == 0 || equals == std::string::npos)
      throw Error(ErrorCode::invalid_argument, "--corpus: expected NAME=PATH, found '" + one + "'");
    paths[one.substr(0, equals)] = one.substr(equals + 1);
  }
  return paths;
}

std::string chosen_format(const EvaluateArguments& arguments) {
  std::string format = arguments.format;
  const std::string extension = std::filesystem::path(arguments.output).extension().string();
  if (format.empty()) format = extension == ".html" ? "html" : extension == ".json" ? "json" : "table";
  if (format != "table" && format != "json" && format != "html")
    throw Error(ErrorCode::invalid_argument, "--format: expected table, json or html, found '" + format + "'");
  return format;
}

// Full precision, so that anyone can compute the figures again.
void write_predictions(const std::string& file, const std::vector<ScoredUtterance>& utterances) {
  const auto quoted = [](const std::string& text) {
    std::string result = "\"";
    for (const char one : text) result += one == '"' ? std::string("\"\"") : std::string(1, one);
    return result + "\"";
  };
  write_file_atomically(file, [&](std::ostream& out) {
    out.precision(17);
    out << "file,speaker,gender,category,predicted_category";
    for (const char* dimension : evaluated_dimensions) out << ',' << dimension << ",predicted_" << dimension;
    out << '\n';
    for (const ScoredUtterance& one : utterances) {
      out << quoted(one.file) << ',' << quoted(one.speaker) << ',' << quoted(one.gender) << ',' << quoted(one.category)
          << ',' << quoted(one.predicted_category);
      for (std::size_t i = 0; i < one.target.size(); ++i) {
        out << ',';
        if (one.target[i]) out << *one.target[i];
        out << ',';
        if (one.prediction[i]) out << *one.prediction[i];
      }
      out << '\n';
    }
  });
}

// Puts the figures into the model's config.json, in place of older ones for the same set.
void record(const std::filesystem::path& folder, ModelConfig config, const std::string& set, const Evaluation& evaluation,
            const std::string& command) {
  ModelFigure figure{set, command, {}};
  for (std::size_t i = 0; i < evaluation.dimensions.size(); ++i) {
    const DimensionAgreement& one = evaluation.dimensions[i];
    const std::string name = std::string("ccc_") + evaluated_dimensions[i];
    if (one.concordance) figure.values[name] = *one.concordance;
    if (one.concordance_interval) {
      figure.values[name + "_low"] = one.concordance_interval->low;
      figure.values[name + "_high"] = one.concordance_interval->high;
    }
  }
  figure.values["utterances"] = static_cast<double>(evaluation.utterances);
  figure.values["speakers"] = static_cast<double>(evaluation.speakers);
  std::erase_if(config.figures, [&](const ModelFigure& one) { return one.set == set; });
  config.figures.push_back(figure);
  config.write(folder / "config.json");
}

// As a shell takes it.
std::string quoted_argument(const std::string& text) {
  constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=@+,-";
  if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
  std::string result = "'";
  for (const char one : text) result += one == '\'' ? std::string("'\\''") : std::string(1, one);
  return result + "'";
}

std::string repeating_command(const EvaluateArguments& arguments) {
  std::string command = "affectus evaluate " + quoted_argument(arguments.model) + " " + quoted_argument(arguments.manifest) +
                        " --partition " + quoted_argument(arguments.partition);
  for (const std::string& corpus : arguments.corpora) command += " --corpus " + quoted_argument(corpus);
  if (!arguments.files.empty()) command += " --files " + quoted_argument(arguments.files);
  std::string degradations;
  for (const std::string& one : arguments.degradations) degradations += (degradations.empty() ? "" : ",") + one;
  if (!degradations.empty()) command += " --degrade " + quoted_argument(degradations);
  return command + " --resamples " + std::to_string(arguments.options.resamples) + " --seed " +
         std::to_string(arguments.options.seed);
}

// The challenge's format for a test set whose labels are hidden.
void write_submission(const std::string& file, const std::vector<ScoredUtterance>& utterances) {
  write_file_atomically(file, [&](std::ostream& out) {
    out << "FileName,EmoAct,EmoVal,EmoDom\n";
    for (const ScoredUtterance& one : utterances) {
      out << std::filesystem::path(one.file).filename().string();
      for (const std::optional<double>& value : one.prediction) out << ',' << decimal(value.value_or(4), 4);
      out << '\n';
    }
  });
}

// Names of audio files, one a line; what follows a ';' or ',' is passed over.
std::set<std::string> listed_files(const std::string& list) {
  std::set<std::string> names;
  for (std::string line : split(read_file(list), '\n')) {
    line = line.substr(0, line.find_first_of(";,\r"));
    const std::string name = std::filesystem::path(line).filename().string();
    if (!name.empty() && name[0] != '#') names.insert(name);
  }
  return names;
}

std::vector<Utterance> chosen_utterances(const Manifest& manifest, const EvaluateArguments& arguments) {
  std::vector<Utterance> utterances;
  if (!arguments.files.empty()) {
    std::set<std::string> names = listed_files(arguments.files);
    for (const Utterance& one : manifest.utterances)
      if (names.erase(one.path.filename().string()) > 0) utterances.push_back(one);
    if (!names.empty())
      throw Error(ErrorCode::not_found, arguments.files + ": expected files of " + manifest.file.string() + ", found " +
                                            std::to_string(names.size()) + " that are not in it, the first is " +
                                            *names.begin());
    return utterances;
  }
  utterances = arguments.partition == "all" ? manifest.utterances : manifest.partition(arguments.partition);
  if (utterances.empty())
    throw Error(ErrorCode::invalid_format,
                manifest.file.string() + ": expected utterances of the partition '" + arguments.partition + "', found none");
  return utterances;
}

int evaluate_degraded(const EvaluateArguments& arguments, const std::string& format, const Model& model,
                      const std::vector<Utterance>& utterances, const ScoringCallbacks& callbacks,
                      const EvaluationFacts& facts, Console& console) {
  std::vector<Degradation> degradations;
  for (const std::string& text : arguments.degradations) degradations.push_back(Degradation::parse(text));
  std::vector<DegradedEvaluation> all;
  const auto add = [&](const std::string& name, const std::vector<ScoredUtterance>& scored) {
    all.push_back({name, evaluate(scored, facts.options)});
  };
  const std::atomic<bool>& stop = watch_for_interrupt();
  add("clean", score_utterances(model, utterances, arguments.threads, &stop, callbacks));
  bool complete = true;
  for (const Degradation& degradation : degradations) {
    try {
      add(degradation.text,
          score_degraded(model, utterances, degradation, arguments.options.seed, arguments.threads, &stop, callbacks));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::unsupported) throw;
      console.error(degradation.text + " was left out: " + error.what());
      complete = false;
    }
  }
  console.end_progress();
  const auto write = [&](std::ostream& out) {
    if (format == "json") return write_severity_json(out, all, facts);
    if (format == "html") return write_severity_html(out, all, facts);
    write_severity_table(out, all, facts);
  };
  if (arguments.output.empty())
    write(std::cout);
  else
    write_file_atomically(arguments.output, write);
  return facts.failed.empty() && complete ? 0 : 1;
}

int evaluate_model(const EvaluateArguments& arguments, const std::filesystem::path& executable) {
  Console console(arguments.quiet);
  const std::string format = chosen_format(arguments);
  const bool is_file = std::filesystem::exists(arguments.manifest);
  const Manifest manifest = Manifest::read(is_file && !std::filesystem::is_directory(arguments.manifest)
                                               ? std::filesystem::path(arguments.manifest)
                                           : is_file ? std::filesystem::path(arguments.manifest) / "manifest.csv"
                                                     : locate_corpus(arguments.manifest, corpus_paths(arguments.corpora)));
  const std::vector<Utterance> utterances = chosen_utterances(manifest, arguments);
  const std::filesystem::path folder = locate_model(arguments.model, executable);
  const Model model = load_model(folder, arguments.encoders, arguments.threads, utterances.size(), console);
  if (arguments.record && model.sample_estimator())
    throw Error(ErrorCode::invalid_argument,
                "--record: expected a model folder of this project, found a checkpoint of others: " + folder.string());
  EvaluationOptions options = arguments.options;
  options.categories = model.config().categories;

  EvaluationFacts facts{.run = {.model = model.config().name,
                                .notes = model.config().notes,
                                .licence = model.config().licence,
                                .scale = Scale::sam},
                        .manifest = manifest.file.string(),
                        .manifest_hash = manifest.hash,
                        .partition = arguments.partition,
                        .rows = utterances.size(),
                        .options = options,
                        .command = repeating_command(arguments)};
  const ScoringCallbacks callbacks{
      .failed =
          [&](const std::string& message) {
            facts.failed.push_back(message);
            console.error(message);
          },
      .warning = [&](const std::string& message) { console.warning(message); },
      .progress =
          [&](const BatchProgress& progress) {
            console.progress(progress.fraction,
                             std::to_string(progress.files_done) + " of " + std::to_string(progress.files) + " utterances");
          }};
  if (!arguments.degradations.empty())
    return evaluate_degraded(arguments, format, model, utterances, callbacks, facts, console);
  const std::vector<ScoredUtterance> scored =
      score_utterances(model, utterances, arguments.threads, &watch_for_interrupt(), callbacks);
  console.end_progress();
  const Evaluation evaluation = evaluate(scored, options);

  const auto write = [&](std::ostream& out) {
    if (format == "json") return write_json(out, evaluation, facts);
    if (format == "html") return write_html(out, evaluation, facts, scored);
    write_table(out, evaluation, facts);
  };
  if (arguments.output.empty())
    write(std::cout);
  else
    write_file_atomically(arguments.output, write);
  if (!arguments.predictions.empty()) write_predictions(arguments.predictions, scored);
  if (!arguments.submission.empty()) write_submission(arguments.submission, scored);
  if (arguments.record)
    record(folder, model.config(), manifest.corpus + " " + arguments.partition, evaluation,
           "affectus evaluate " + model.config().name + " " + (is_file ? manifest.corpus : arguments.manifest) +
               " --partition " + arguments.partition);  // without this machine's paths
  if (!facts.failed.empty())
    console.error(std::to_string(facts.failed.size()) + " of " + std::to_string(facts.rows) +
                  " utterances could not be scored");
  return facts.failed.empty() ? 0 : 1;
}

}  // namespace

void add_evaluate_command(CLI::App& app, ChosenCommand& chosen) {
  auto arguments = std::make_shared<EvaluateArguments>();
  CLI::App* command = app.add_subcommand("evaluate", "Measure a model's agreement with a corpus");
  command->add_option("MODEL", arguments->model, "Model folder, or hf:OWNER/NAME[:REVISION]")->required();
  command->add_option("MANIFEST", arguments->manifest, "Manifest CSV, a folder that holds one, or a corpus's name")
      ->required();
  command->add_option("--partition", arguments->partition, "train, development, test or all")->capture_default_str();
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
      ->check(CLI::Range(100, 1'000'000));
  command->add_option("--seed", arguments->options.seed, "Of the bootstrap")->capture_default_str();
  add_encoder_options(*command, arguments->encoders, chosen.executable);
  add_checkpoint_options(*command, arguments->encoders);
  command->add_option("--threads", arguments->threads, "Threads; results do not depend on it")
      ->capture_default_str()
      ->check(CLI::Range(1, 1024));
  command->add_flag("--record", arguments->record, "Put the figures into the model's config.json");
  command->add_flag("--quiet", arguments->quiet, "Say nothing but errors");
  command->callback([arguments, &chosen] {
    chosen.run = [arguments, executable = chosen.executable] { return evaluate_model(*arguments, executable); };
  });
}

}  // namespace affectus
