#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <optional>

#include "affectus/batch.h"
#include "affectus/error.h"
#include "affectus/writer.h"
#include "batch/run_facts.h"
#include "cli/argument_text.h"
#include "cli/baseline_option.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/inputs.h"
#include "cli/interrupt.h"
#include "cli/interval_tasks.h"
#include "cli/model_options.h"
#include "cli/option_checks.h"
#include "cli/prediction_output.h"
#include "cli/read_files.h"
#include "cli/recording_options.h"
#include "storage/folders.h"
#include "storage/output_place.h"
#include "text/counted.h"
#include "text/joined.h"
#include "text/letter_case.h"
#include "text/shown.h"
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
  std::vector<std::string> baseline;
  bool embedding = false;
  RecordingOptions recording;
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

BaselineOption baseline_option(const PredictArguments& arguments) {
  BaselineOption option = parse_baseline(arguments.baseline);
  if (option.names_speakers() && arguments.segments.empty()) {
    const auto& [speaker, file] = *option.recordings.rbegin();
    throw Error(ErrorCode::invalid_argument,
                "--baseline: expected the name of a file, or SPEAKER=FILE beside --segments, found " +
                    shown(speaker + "=" + file.string()));
  }
  return option;
}

// A folder that results go to, a file each, or empty: one document for all.
std::filesystem::path output_folder(const PredictArguments& arguments, const OutputFormat& format, std::size_t inputs) {
  std::filesystem::path output = arguments.output;
  if (!output.empty() && (output.filename().empty() || is_folder(output))) return output;
  if (!format.one_file_each || inputs <= 1) return {};
  if (output.empty())
    throw Error(ErrorCode::invalid_argument,
                "--format " + format.name + " holds one recording a document: several inputs need --output FOLDER");
  if (output_format_of(output) != nullptr)
    throw Error(ErrorCode::invalid_argument, "--output: expected a folder (FOLDER/), since --format " + format.name +
                                                 " holds one recording a document, found " + output.string());
  return output;
}

// Neither a recording nor what else is read may be written over.
void refuse_to_replace_inputs(const PredictArguments& arguments, const std::vector<Input>& inputs,
                              const BaselineOption& baseline, const std::filesystem::path& folder,
                              const OutputFormat& format) {
  ReadFiles read;
  read.add(arguments.segments);
  read.add(arguments.open.calibration);
  for (const auto& [speaker, file] : baseline.recordings) read.add(file);
  read.add_model(arguments.model);
  for (const std::string& argument : arguments.inputs)
    if (argument.starts_with('@')) read.add(argument.substr(1));
  for (const Input& input : inputs) read.add(input.path);
  if (folder.empty()) return read.refuse(arguments.output, "--output");
  for (const Input& input : inputs) read.refuse(output_file_of(input, folder, format), "--output");
}

const OutputFormat& chosen_format(const PredictArguments& arguments) {
  if (!arguments.format.empty()) return output_format(arguments.format);
  if (const OutputFormat* format = output_format_of(arguments.output)) return *format;
  const std::filesystem::path output = arguments.output;
  std::error_code ignored;
  const bool is_new = !std::filesystem::exists(output, ignored) || std::filesystem::is_regular_file(output, ignored);
  if (output.has_extension() && is_new) {
    throw Error(ErrorCode::invalid_argument, "--output: expected a name that ends in one of " +
                                                 joined(output_formats(), &OutputFormat::extension) +
                                                 ", or --format beside it, found " + shown(arguments.output));
  }
  return output_formats().front();
}

// What a user gave and what changes nothing, or not what they may think.
void tell_of_options(const PredictArguments& arguments, const OutputFormat& format, Console& console) {
  const auto has_no_effect = [&](const std::string& option, const std::string& where) {
    console.warning(option + " has no effect " + where);
  };
  if (!arguments.tier.empty() && lower_case(std::filesystem::path(arguments.segments).extension().string()) != ".textgrid")
    has_no_effect("--tier", "without a TextGrid in --segments");
  if (arguments.hop_s && *arguments.hop_s > *arguments.window_s)
    console.warning("--hop is longer than --window: what lies between windows is not scored");
  if (arguments.embedding && !format.has_embeddings) has_no_effect("--embedding", "in the format " + format.name);
}

std::vector<FileTask> make_tasks(const PredictArguments& arguments, const std::vector<Input>& inputs, RunFacts& facts,
                                 Console& console) {
  if (!arguments.segments.empty() && !inputs.empty()) {
    std::vector<FileTask> tasks = make_interval_tasks(inputs, arguments.segments, arguments.tier, facts, console);
    const auto names_channel = [](const Interval& interval) { return interval.channel.has_value(); };
    const auto has_channels = [&](const FileTask& task) { return std::ranges::any_of(task.intervals, names_channel); };
    if (arguments.channel != "mix" && std::ranges::any_of(tasks, has_channels))
      console.warning("--channel has no effect on recordings whose intervals name their channels");
    return tasks;
  }
  std::vector<FileTask> tasks;
  tasks.reserve(inputs.size());
  for (const Input& input : inputs) tasks.push_back({.name = input.name, .path = input.path});
  return tasks;
}

// Behind other facts, ", 12 times real time"; nothing before there is audio.
std::string speed(double audio_s, double seconds) {
  if (!(audio_s > 0 && seconds > 0)) return "";
  const double times = audio_s / seconds;
  if (times < 0.1) return ", less than 0.1 times real time";
  return ", " + decimal(times, times < 10 ? 1 : 0) + " times real time";
}

int predict(const PredictArguments& arguments) {
  const auto begin = std::chrono::steady_clock::now();
  const auto elapsed_s = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
  Console console(arguments.quiet);
  BatchOptions options{.prediction = prediction_options(arguments),
                       .channels = parse_channel(arguments.channel),
                       .recording = arguments.recording,
                       .threads = arguments.open.threads};
  const BaselineOption baseline = baseline_option(arguments);
  const OutputFormat& format = chosen_format(arguments);
  bool missing = false;
  const std::vector<Input> inputs = find_inputs(arguments.inputs, console_input_observer(console, missing));
  tell_of_options(arguments, format, console);
  const std::filesystem::path folder = output_folder(arguments, format, inputs.size());
  refuse_to_replace_inputs(arguments, inputs, baseline, folder, format);

  PredictionOutput output(inputs, format, console);
  if (!folder.empty()) output.to_folder(folder);
  if (folder.empty() && !arguments.output.empty()) require_writable(arguments.output);

  OpenOptions open = arguments.open;
  open.streams = std::max<std::size_t>(1, inputs.size());
  open.observer = console_observer(console);
  console.working("opening the model");
  const std::shared_ptr<const Model> model = open_model(arguments.model, open);
  console.end_progress();
  options.stop = &watch_for_interrupt();
  options.prediction.baseline = make_baseline(baseline, model, options, console);
  RunFacts facts = run_facts(*model, options.prediction, options.channels);
  std::vector<FileTask> tasks;
  try {
    tasks = make_tasks(arguments, inputs, facts, console);
  } catch (const NothingToDo& nothing) {
    missing = true;
    console.error(nothing.what());
  }
  tell_of_baseline(baseline, *model, tasks, console);

  if (folder.empty()) output.to_document(arguments.output);
  output.set_facts(facts);
  console.progress(0, "0 of " + counted(tasks.size(), "file", "files"));
  try {
    predict_files(
        model, tasks, options, output,
        {.warning = [&](const std::string& name, const std::string& message) { console.warning(name + ": " + message); },
         .progress =
             [&](const BatchProgress& progress) {
               console.progress(progress.fraction, std::to_string(progress.files_done) + " of " +
                                                       counted(progress.files, "file", "files") +
                                                       speed(progress.audio_s, elapsed_s()));
             }});
  } catch (const Error& error) {
    if (error.code() != ErrorCode::cancelled) throw;
    console.end_progress();
    const std::string kept = output.keep_rows();
    throw Error(ErrorCode::cancelled, error.what() + (kept.empty() ? kept : "; " + kept));
  }
  console.end_progress();
  // Where the only recording of a document failed, or there is none, which was said, there is no document.
  if ((output.failed() || tasks.empty()) && format.one_file_each && folder.empty()) return 1;
  output.finish();
  const std::string audio =
      output.audio_s() > 0 ? clock_text(output.audio_s()) + " of audio" + speed(output.audio_s(), elapsed_s()) : "no audio";
  console.note(counted(output.files(), "file", "files") + ", " + audio);
  return output.failed() || missing ? 1 : 0;
}

}  // namespace

void add_predict_command(CLI::App& app, ChosenCommand& chosen) {
  auto arguments = std::make_shared<PredictArguments>();
  CLI::App* command = app.add_subcommand("predict", "Estimate activation, valence and dominance of recordings");
  command->add_option("INPUT", arguments->inputs, "Files, folders, globs, @list.txt, or - for standard input")->required();
  command->add_option(
      "--model", arguments->model,
      "Model folder, a shipped model's name, or hf:OWNER/NAME[:REVISION] (default: the model shipped with the program)");
  command
      ->add_option("--window", arguments->window_s,
                   "Seconds a row; without it one row a recording, or windows of the model's longest training input")
      ->check(number());
  command->add_option("--hop", arguments->hop_s, "Seconds from window to window (default: the window)")->check(number());
  command->add_option("--segments", arguments->segments,
                      "Score the intervals of a table (file,start_s,end_s[,label], or audformat's), TextGrid or RTTM");
  command->add_option("--tier", arguments->tier, "Interval tier of the TextGrid (default: the first)");
  command->add_option(
      "--format", arguments->format,
      joined(output_formats(), &OutputFormat::name) + " (default: by the extension of --output, else table)");
  command->add_option("--output", arguments->output, "File, or folder for a file a recording (default: standard output)");
  command->add_option("--scale", arguments->scale, "sam: 1 to 7, unit: 0 to 1, signed: -1 to 1; values may lie beyond")
      ->capture_default_str();
  command->add_option("--channel", arguments->channel, "mix: mean of the channels, N: one from 0, each: a row for each")
      ->capture_default_str();
  command
      ->add_option(
          "--baseline", arguments->baseline,
          "Shift values so that calm speech is in the middle of the scale. FILE: a recording of the speaker's calm "
          "speech, or SPEAKER=FILE for a speaker of --segments. running: the rows so far, those with half speech or "
          "more whose values are all within 1 (on sam) of the estimate; it shifts from the second row on, half way "
          "after 10 s of speech")
      ->allow_extra_args(false)
      ->type_name("FILE|running");
  command->add_flag("--embedding", arguments->embedding, "Add the embedding to each row");
  add_recording_options(*command, arguments->recording);
  add_open_options(*command, arguments->open);
  add_checkpoint_options(*command, arguments->open);
  command->add_flag("--quiet", arguments->quiet, "Say nothing but errors");
  command->callback([arguments, &chosen] { chosen.run = [arguments] { return predict(*arguments); }; });
}

}  // namespace affectus
