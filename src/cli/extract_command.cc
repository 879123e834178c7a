#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>
#include <ostream>
#include <set>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "affectus/front_end.h"
#include "base/failure.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/inputs.h"
#include "cli/interrupt.h"
#include "cli/model_options.h"
#include "cli/read_files.h"
#include "cli/recording_options.h"
#include "corpus/manifest.h"
#include "outputs/numpy_file.h"
#include "storage/folders.h"
#include "storage/output_file.h"
#include "text/counted.h"
#include "text/split.h"
#include "threads/parallel.h"

namespace affectus {
namespace {

struct ExtractArguments {
  std::vector<std::string> inputs;
  std::string front_end;
  std::string output;
  std::string dtype = "float32";
  OpenOptions open;
  RecordingOptions recording;
  bool quiet = false;
};

void check_stopped() {
  if (watch_for_interrupt().load()) throw_cancelled();
}

// Shows how far a run is: the recordings that are done, and how much of each other one.
class ExtractProgress {
 public:
  ExtractProgress(Console& console, std::size_t files) : console_(console), files_(files) {}

  /// `share` of one more recording is done, 0 to 1.
  void add(double share) {
    const std::lock_guard lock(mutex_);
    shares_ += share;
    tell();
  }
  void add_file() {
    const std::lock_guard lock(mutex_);
    ++done_;
    tell();
  }

 private:
  void tell() {
    console_.progress(shares_ / static_cast<double>(files_),
                      std::to_string(done_) + " of " + counted(files_, "file", "files"));
  }

  Console& console_;
  const std::size_t files_;
  std::mutex mutex_;
  double shares_ = 0;
  std::size_t done_ = 0;
};

// One recording's part of it, whatever its container says of its length; all of it once it is over.
class FileProgress {
 public:
  FileProgress(ExtractProgress& all, std::optional<double> expected_s) : all_(all), expected_s_(expected_s.value_or(0)) {}

  void add(double seconds) {
    if (expected_s_ > 0) move_to(std::min(1.0, (done_s_ += seconds) / expected_s_));
  }
  ~FileProgress() { move_to(1); }
  FileProgress(const FileProgress&) = delete;
  FileProgress& operator=(const FileProgress&) = delete;

 private:
  void move_to(double share) {
    all_.add(share - share_);
    share_ = share;
  }

  ExtractProgress& all_;
  const double expected_s_;
  double done_s_ = 0;
  double share_ = 0;
};

// Decodes and writes in blocks, so that memory does not grow with the recording. Returns the reader's warning.
std::string extract_file(const FrontEnd& front_end, const Input& input, const std::filesystem::path& output, NumpyType type,
                         const RecordingOptions& recording, ExtractProgress& all) {
  AudioReader reader =
      AudioReader::open(input.path, {.recording = recording, .stopped = [] { return watch_for_interrupt().load(); }});
  FileProgress progress(all, reader.duration_hint_s());
  make_folder(output.parent_path());
  OutputFile file(output, OutputFile::Access::anywhere);
  NumpyWriter writer(file.stream(), front_end.dim(), type);
  const auto stream = front_end.open_stream();
  std::vector<std::vector<float>> signal(1);
  Frames frames(front_end.dim());
  while (reader.read(signal)) {
    check_stopped();
    stream->push(signal[0], frames);
    writer.write(frames);
    frames.clear();
    progress.add(static_cast<double>(signal[0].size()) / sample_rate_hz);
    signal[0].clear();
  }
  stream->finish(frames);
  writer.write(frames);
  writer.finish();
  file.commit();
  return reader.warning();
}

std::filesystem::path output_of(const ExtractArguments& arguments, const Input& input, bool to_folder) {
  if (!to_folder) return arguments.output;
  std::filesystem::path file = std::filesystem::path(arguments.output) / input.relative;
  file += ".npy";
  return file;
}

// Neither a recording nor the list or manifest that names it may be written over.
void refuse_to_replace_inputs(const ExtractArguments& arguments, const std::vector<Input>& inputs, bool to_folder) {
  ReadFiles read;
  read.add(arguments.open.calibration);
  for (const std::string& argument : arguments.inputs) read.add(argument.starts_with('@') ? argument.substr(1) : argument);
  for (const Input& input : inputs) read.add(input.path);
  for (const Input& input : inputs) read.refuse(output_of(arguments, input, to_folder), "--output");
}

// A corpus's recordings, each once, named as its manifest does.
std::vector<Input> manifest_inputs(const std::filesystem::path& file) {
  const std::filesystem::path folder = std::filesystem::absolute(file).parent_path();
  std::vector<Input> inputs;
  std::set<std::filesystem::path> seen;
  for (const Utterance& utterance : Manifest::read(file).utterances) {
    const std::filesystem::path path = std::filesystem::absolute(utterance.path);
    if (!seen.insert(path).second) continue;
    const std::filesystem::path inside = path.lexically_relative(folder);
    const bool is_inside = !inside.empty() && *inside.begin() != "..";
    std::filesystem::path relative = is_inside ? inside : path.relative_path();
    inputs.push_back({utterance.path.string(), path, relative.replace_extension()});
  }
  return inputs;
}

std::vector<Input> chosen_inputs(const std::vector<std::string>& arguments, const InputObserver& observer) {
  const auto is_manifest = [](const std::string& argument) { return argument.ends_with(".csv"); };
  if (arguments.size() == 1 && is_manifest(arguments[0])) return manifest_inputs(arguments[0]);
  if (std::ranges::any_of(arguments, is_manifest))
    throw Error(ErrorCode::invalid_argument, "expected a manifest (.csv) alone, found other inputs beside it");
  return find_inputs(arguments, observer);
}

// What there is of a run that was stopped.
std::string written_text(const std::string& output, std::size_t written, std::size_t inputs) {
  if (inputs == 1) return "nothing is written to " + output;
  return output + " has the features of " + std::to_string(written) + " of " + counted(inputs, "recording", "recordings");
}

int extract(const ExtractArguments& arguments) {
  Console console(arguments.quiet);
  const NumpyType type = parse_numpy_type(arguments.dtype);
  bool missing = false;
  const std::vector<Input> inputs = chosen_inputs(arguments.inputs, console_input_observer(console, missing));
  if (inputs.empty()) return 1;
  std::atomic<bool> failed{missing};
  const std::filesystem::path output = arguments.output;
  if (inputs.size() > 1 && output.extension() == ".npy" && !is_folder(output))
    throw Error(ErrorCode::invalid_argument,
                "--output: expected a folder for several inputs, found '" + arguments.output + "'");
  const bool to_folder = inputs.size() > 1 || output.filename().empty() || is_folder(output);
  if (!to_folder && output.extension() != ".npy" && !is_stream(output))
    throw Error(ErrorCode::invalid_argument,
                "--output: expected a name ending in .npy, or a folder, found '" + arguments.output + "'");
  refuse_to_replace_inputs(arguments, inputs, to_folder);
  if (to_folder) {
    make_folder(output);
    require_writable_folder(output);
  } else {
    require_writable(output);
  }
  OpenOptions options = arguments.open;
  options.streams = inputs.size();
  options.observer = console_observer(console);
  console.working("opening " + arguments.front_end);
  const auto front_end =
      make_front_end(arguments.front_end, open_front_ends(options, arguments.front_end, split(arguments.front_end, '+')));
  console.end_progress();
  watch_for_interrupt();

  std::atomic<std::size_t> written{0};
  ExtractProgress progress(console, inputs.size());
  progress.add(0);
  ThreadPool pool(options.threads);
  const auto extract_one = [&](std::size_t i) {
    check_stopped();
    try {
      const std::string warning = extract_file(*front_end, inputs[i], output_of(arguments, inputs[i], to_folder), type,
                                               arguments.recording, progress);
      ++written;
      if (!warning.empty()) console.warning(inputs[i].name + ": " + warning);
    } catch (...) {
      const Failure failure = failure_of(std::current_exception(), inputs[i].name);
      if (failure.code == ErrorCode::cancelled) throw;
      failed = true;
      console.error(failure_text(inputs[i], failure.message));
    }
    progress.add_file();
  };
  try {
    parallel_for(pool, inputs.size(), extract_one);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::cancelled) throw;
    throw Error(error.code(), error.what() + ("; " + written_text(arguments.output, written, inputs.size())));
  }
  return failed ? 1 : 0;
}

}  // namespace

void add_extract_command(CLI::App& app, ChosenCommand& chosen) {
  auto arguments = std::make_shared<ExtractArguments>();
  CLI::App* command = app.add_subcommand("extract", "Write a front end's frames as NumPy files");
  command
      ->add_option("INPUT", arguments->inputs,
                   "Files, folders, globs, @list.txt, - for standard input, or a manifest.csv alone")
      ->required();
  command
      ->add_option("--frontend", arguments->front_end,
                   "mfb, prosody, FOLDER@LAYER or hf:OWNER/NAME@LAYER of an encoder, or several joined by +")
      ->required();
  command->add_option("--output", arguments->output, "X.npy for one input, or a folder")->required();
  command->add_option("--dtype", arguments->dtype, "float32 or float16")->capture_default_str();
  add_recording_options(*command, arguments->recording);
  add_open_options(*command, arguments->open, "Files done at once");
  command->add_flag("--quiet", arguments->quiet, "Say nothing but errors");
  command->callback([arguments, &chosen] { chosen.run = [arguments] { return extract(*arguments); }; });
}

}  // namespace affectus
