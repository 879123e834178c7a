#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <optional>

#include "affectus/batch.h"
#include "affectus/error.h"
#include "affectus/intervals.h"
#include "affectus/writer.h"
#include "cli/argument_text.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/inputs.h"
#include "cli/interrupt.h"
#include "cli/model_options.h"
#include "cli/read_files.h"
#include "storage/files.h"
#include "text/text.h"

namespace affectus {
namespace {

struct PredictArguments {
  std::vector<std::string> inputs;
  std::string model;
  std::optional<double> window_s;
  std::optional<double> hop_s;
  std::string segments;
  std::string tier;
  std::string format;
  std::string output;
  std::string scale = "sam";
  std::string channel = "mix";
  bool embedding = false;
  OpenOptions open;
  bool quiet = false;
};

PredictionOptions prediction_options(const PredictArguments& arguments) {
  PredictionOptions options{.window_s = arguments.window_s,
                            .hop_s = arguments.hop_s,
                            .scale = parse_scale(arguments.scale),
                            .embedding = arguments.embedding};
  options.validate();
  return options;
}

std::filesystem::path output_file(const std::filesystem::path& folder, const Input& input, const OutputFormat& format) {
  std::filesystem::path file = folder / input.relative;
  file += format.extension;
  return file;
}

// A folder that results go to, a file each, or empty: one document for all.
std::filesystem::path output_folder(const PredictArguments& arguments, const OutputFormat& format, std::size_t inputs) {
  std::filesystem::path output = arguments.output;
  if (!output.empty() && (output.filename().empty() || std::filesystem::is_directory(output))) return output;
  if (!format.one_file_each || inputs == 1) return {};
  if (output.empty())
    throw Error(ErrorCode::invalid_argument,
                "--format " + format.name + " holds one recording a document: several inputs need --output FOLDER");
  if (output_format_of(output) != nullptr)
    throw Error(ErrorCode::invalid_argument, "--output: expected a folder (FOLDER/), since --format " + format.name +
                                                 " holds one recording a document, found " + output.string());
  return output;
}

// Neither a recording nor a list or intervals may be written over.
void refuse_to_replace_inputs(const PredictArguments& arguments, const std::vector<Input>& inputs,
                              const std::filesystem::path& folder, const OutputFormat& format) {
  ReadFiles read;
  read.add(arguments.segments);
  for (const std::string& argument : arguments.inputs)
    if (argument.starts_with('@')) read.add(argument.substr(1));
  for (const Input& input : inputs) read.add(input.path);
  if (folder.empty()) return read.refuse(arguments.output, "--output");
  for (const Input& input : inputs) read.refuse(output_file(folder, input, format), "--output");
}

const OutputFormat& chosen_format(const PredictArguments& arguments) {
  if (!arguments.format.empty()) return output_format(arguments.format);
  if (const OutputFormat* format = output_format_of(arguments.output)) return *format;
  return output_formats().front();
}

std::vector<FileTask> make_tasks(const PredictArguments& arguments, const std::vector<Input>& inputs, RunFacts& facts,
                                 Console& console) {
  std::vector<FileTask> tasks;
  if (arguments.segments.empty()) {
    for (const Input& input : inputs) tasks.push_back({.name = input.name, .path = input.path});
    return tasks;
  }
  facts.has_intervals = true;
  const IntervalTable table(read_interval_file(arguments.segments, arguments.tier));
  for (const Input& input : inputs) {
    FileTask task{.name = input.name, .path = input.path, .intervals = table.of(input.name), .has_intervals = true};
    if (task.intervals.empty()) console.warning(input.name + ": no intervals for it in " + arguments.segments);
    for (const Interval& interval : task.intervals) {
      facts.has_label = facts.has_label || !interval.label.empty();
      facts.has_tier = facts.has_tier || !interval.tier.empty();
      facts.has_speaker = facts.has_speaker || !interval.speaker.empty();
    }
    tasks.push_back(std::move(task));
  }
  return tasks;
}

RunFacts run_facts(const Model& model, const PredictionOptions& options, const ChannelChoice& channels) {
  const ModelConfig& config = model.config();
  RunFacts facts{.model = config.name,
                 .notes = config.notes,
                 .licence = config.licence,
                 .scale = options.scale,
                 .categories = config.categories,
                 .has_deviations = config.estimator.deviations > 0,
                 .embedding_dim = options.embedding ? config.estimator.embedding_dim() : 0,
                 .has_channel = channels.kind == ChannelChoice::Kind::each};
  if (options.hop_s && *options.hop_s < *options.window_s) facts.hop_s = *options.hop_s;
  return facts;
}

// Sends each recording's rows to where they belong, and remembers what the last line says.
class Output : public RowSink {
 public:
  Output(const OutputFormat& format, const RunFacts& facts, Console& console)
      : format_(format), facts_(facts), console_(console) {}

  /// All recordings in one document.
  void to_document(std::ostream& out) { writer_ = format_.make(out, facts_); }
  /// Each recording in a file of its own.
  void to_folder(const std::filesystem::path& folder, const std::vector<Input>& inputs) {
    folder_ = folder;
    inputs_ = &inputs;
  }

  void begin(const Recording& recording) override {
    if (inputs_ != nullptr) {
      const std::filesystem::path file = output_file(folder_, (*inputs_)[recording.index], format_);
      make_folder(file.parent_path());
      file_.emplace(file);
      writer_ = format_.make(file_->stream(), facts_);
    }
    writer_->begin(recording);
  }
  void row(const EmotionSegment& row) override { writer_->row(row); }
  void end(const RecordingEnd& end) override {
    ++files_;
    audio_s_ += end.duration_s;
    if (end.failure) {
      failed_ = true;
      console_.error(end.failure->message);
    }
    writer_->end(end);
    if (!file_) return;
    writer_->finish();
    if (!end.failure) file_->commit();
    file_.reset();
  }
  void finish() {
    if (inputs_ == nullptr) writer_->finish();
  }

  bool failed() const { return failed_; }
  std::size_t files() const { return files_; }
  double audio_s() const { return audio_s_; }

 private:
  const OutputFormat& format_;
  const RunFacts& facts_;
  Console& console_;
  std::filesystem::path folder_;
  const std::vector<Input>* inputs_ = nullptr;
  std::optional<AtomicFile> file_;
  std::unique_ptr<Writer> writer_;
  std::size_t files_ = 0;
  double audio_s_ = 0;
  bool failed_ = false;
};

std::string speed(double audio_s, double seconds) {
  char text[64];
  std::snprintf(text, sizeof text, "%.0f times real time", seconds > 0 ? audio_s / seconds : 0);
  return text;
}

int predict(const PredictArguments& arguments) {
  const auto begin = std::chrono::steady_clock::now();
  const auto elapsed_s = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
  Console console(arguments.quiet);
  const PredictionOptions options = prediction_options(arguments);
  const ChannelChoice channels = parse_channel(arguments.channel);
  const OutputFormat& format = chosen_format(arguments);
  bool missing = false;
  const std::vector<Input> inputs = find_inputs(arguments.inputs, [&](const std::string& message) {
    missing = true;
    console.error(message);
  });
  const std::filesystem::path folder = output_folder(arguments, format, inputs.size());
  refuse_to_replace_inputs(arguments, inputs, folder, format);

  OpenOptions open = arguments.open;
  open.streams = inputs.size();
  open.observer = console_observer(console);
  const std::shared_ptr<const Model> model = open_model(arguments.model, open);
  RunFacts facts = run_facts(*model, options, channels);
  const std::vector<FileTask> tasks = make_tasks(arguments, inputs, facts, console);

  Output output(format, facts, console);
  std::optional<AtomicFile> document;
  if (!folder.empty()) {
    output.to_folder(folder, inputs);
  } else if (arguments.output.empty()) {
    output.to_document(std::cout);
  } else {
    document.emplace(arguments.output);
    output.to_document(document->stream());
  }
  predict_files(
      model, tasks, {.prediction = options, .channels = channels, .threads = open.threads, .stop = &watch_for_interrupt()},
      output,
      {.warning = [&](const std::string& name, const std::string& message) { console.warning(name + ": " + message); },
       .progress =
           [&](const BatchProgress& progress) {
             console.progress(progress.fraction, std::to_string(progress.files_done) + " of " +
                                                     std::to_string(progress.files) + " files, " +
                                                     speed(progress.audio_s, elapsed_s()));
           }});
  console.end_progress();
  // Where the only recording of a document failed, which was said, there is no document.
  if (output.failed() && format.one_file_each && folder.empty()) return 1;
  output.finish();
  if (document) document->commit();
  console.note(std::to_string(output.files()) + (output.files() == 1 ? " file, " : " files, ") +
               clock_text(output.audio_s()) + " of audio, " + speed(output.audio_s(), elapsed_s()));
  return output.failed() || missing ? 1 : 0;
}

std::string format_names() {
  std::string names;
  for (const OutputFormat& format : output_formats()) names += (names.empty() ? "" : ", ") + format.name;
  return names;
}

}  // namespace

void add_predict_command(CLI::App& app, ChosenCommand& chosen) {
  auto arguments = std::make_shared<PredictArguments>();
  CLI::App* command = app.add_subcommand("predict", "Estimate activation, valence and dominance of recordings");
  command->add_option("INPUT", arguments->inputs, "Files, folders, globs, @list.txt, or - for standard input")->required();
  command->add_option(
      "--model", arguments->model,
      "Model folder, a shipped model's name, or hf:OWNER/NAME[:REVISION] (default: the model shipped with the program)");
  command->add_option("--window", arguments->window_s,
                      "Seconds a row; without it one row a recording, or windows of the model's longest training input");
  command->add_option("--hop", arguments->hop_s, "Seconds from window to window (default: the window)");
  command->add_option("--segments", arguments->segments,
                      "Score the intervals of a CSV (file,start_s,end_s[,label]), TextGrid or RTTM");
  command->add_option("--tier", arguments->tier, "Interval tier of the TextGrid (default: the first)");
  command->add_option("--format", arguments->format,
                      format_names() + " (default: by the extension of --output, else table)");
  command->add_option("--output", arguments->output, "File, or folder for a file a recording (default: standard output)");
  command->add_option("--scale", arguments->scale, "sam: 1 to 7, unit: 0 to 1, signed: -1 to 1; values may lie beyond")
      ->capture_default_str();
  command->add_option("--channel", arguments->channel, "mix: mean of the channels, N: one from 0, each: a row for each")
      ->capture_default_str();
  command->add_flag("--embedding", arguments->embedding, "Add the embedding to each row");
  add_open_options(*command, arguments->open);
  add_checkpoint_options(*command, arguments->open);
  command->add_flag("--quiet", arguments->quiet, "Say nothing but errors");
  command->callback([arguments, &chosen] { chosen.run = [arguments] { return predict(*arguments); }; });
}

}  // namespace affectus
