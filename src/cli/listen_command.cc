#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <limits>
#include <optional>
#include <ostream>

#include "affectus/batch.h"
#include "affectus/error.h"
#include "affectus/session.h"
#include "affectus/writer.h"
#include "batch/run_facts.h"
#include "capture/capture_thread.h"
#include "capture/level_meter.h"
#include "capture/microphone.h"
#include "capture/wave_recorder.h"
#include "cli/argument_text.h"
#include "cli/baseline_option.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/live_view.h"
#include "cli/model_options.h"
#include "cli/option_checks.h"
#include "cli/read_files.h"
#include "cli/recording_options.h"
#include "cli/terminal.h"
#include "outputs/result_text.h"
#include "storage/output_buffer.h"
#include "storage/output_place.h"
#include "text/counted.h"
#include "text/shown.h"
#include "text/text.h"

namespace affectus {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds between_drawings{50};
constexpr double longest_backlog_s = 60;  // of a microphone's samples that wait to be scored
constexpr const char* turn_label = "turn";

struct ListenArguments {
  std::string input;
  bool list = false;
  double window_s = 3;
  double hop_s = 0.25;
  bool turns = false;
  std::string record;
  std::string output;
  std::string format;
  std::string scale = "sam";
  std::string model;
  std::vector<std::string> baseline;
  RecordingOptions recording;
  OpenOptions open;
  bool quiet = false;

  bool is_standard_input() const { return input == "-"; }
};

// Rows as they come: the file grows, and a killed program leaves those that were written.
class RowOutput {
 public:
  // Standard output where `file` is empty. The rows of turns, if they are wanted, have a label.
  RowOutput(const std::string& file, const OutputFormat& format, RunFacts facts, const std::string& input, bool has_turns)
      : has_turns_(has_turns),
        file_(file.empty() ? FileDescriptor() : open(file)),
        buffer_(file.empty() ? STDOUT_FILENO : file_.get(), file.empty() ? "standard output" : file, FileSystem::system()),
        stream_(&buffer_) {
    facts.has_label = has_turns_;
    writer_ = format.make(stream_, facts);
    stream_.exceptions(std::ios::badbit);
    writer_->begin({.file = input});
  }

  void row(const EmotionSegment& row) { writer_->row(row); }
  void turn(EmotionSegment row) {
    if (!has_turns_) return;
    row.label = turn_label;
    writer_->row(row);
  }
  void finish(double duration_s, const std::vector<Warning>& warnings, std::optional<Failure> failure) {
    writer_->end({.duration_s = duration_s, .warnings = warnings, .failure = std::move(failure)});
    writer_->finish();
    stream_.flush();
  }

 private:
  static FileDescriptor open(const std::string& file) {
    FileDescriptor opened(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (opened.get() < 0) throw_unwritable(file, errno);
    return opened;
  }

  const bool has_turns_;
  FileDescriptor file_;
  OutputBuffer buffer_;
  std::ostream stream_;
  std::unique_ptr<Writer> writer_;
};

// The view, if there is a terminal for it.
class View {
 public:
  explicit View(const TerminalFacts& facts) : facts_(facts) {
    if (facts.is_usable) terminal_.emplace(facts);
  }

  bool is_there() const { return terminal_.has_value(); }
  void show(const LiveState& state) {
    if (!terminal_) return;
    drawn_ = Clock::now();
    TextScreen screen = terminal_->blank();
    draw_live_view(state, facts_.is_utf8, screen);
    terminal_->show(screen);
  }
  void show_if_due(const LiveState& state) {
    if (terminal_ && Clock::now() - drawn_ >= between_drawings) show(state);
  }
  // The terminal is as it was before.
  void close() { terminal_.reset(); }

 private:
  TerminalFacts facts_;
  std::optional<Terminal> terminal_;
  Clock::time_point drawn_;
};

// Takes a signal while it arrives, to all that wants it.
class Listener {
 public:
  Listener(Session& session, int rate_hz, LiveState& state, View& view, RowOutput* output, WaveRecorder* recorder)
      : session_(session),
        rate_hz_(rate_hz),
        state_(state),
        view_(view),
        output_(output),
        recorder_(recorder),
        meter_(rate_hz) {}

  void hear(std::span<const float> samples) {
    if (samples.empty()) return;
    heard_ += samples.size();
    if (recorder_ != nullptr) recorder_->write(samples);
    meter_.push(samples);
    score(samples);
    heard_at_ = Clock::now();
  }

  // Silence in place of samples that never came, so that times stay right.
  void miss(std::size_t samples) {
    if (samples == 0) return;
    heard_ += samples;
    state_.lost_s += static_cast<double>(samples) / rate_hz_;
    if (recorder_ != nullptr) recorder_->write_silence(samples);
    const std::vector<float> silence(static_cast<std::size_t>(rate_hz_));
    for (std::size_t left = samples; left > 0;) {
      const std::size_t count = std::min(left, silence.size());
      score(std::span(silence).first(count));
      left -= count;
    }
  }

  void draw_if_due() {
    update();
    view_.show_if_due(state_);
  }

  void finish() {
    state_.is_ending = true;
    update();
    view_.show(state_);
    std::vector<EmotionSegment> rows;
    session_.finish(rows);
    give(rows);
    if (recorder_ != nullptr) recorder_->finish();
  }

  /// Samples so far, lost ones among them.
  std::uint64_t heard() const { return heard_; }
  double heard_s() const { return static_cast<double>(heard_) / rate_hz_; }
  std::size_t rows() const { return rows_; }

 private:
  void score(std::span<const float> samples) {
    std::vector<EmotionSegment> rows;
    session_.push(samples, rows);
    give(rows);
  }

  void give(std::vector<EmotionSegment>& rows) {
    for (EmotionSegment& row : rows) {
      if (output_ != nullptr) output_->row(row);
      state_.remember(std::move(row));
      ++rows_;
    }
    for (TurnEvent& event : session_.take_turns()) {
      state_.is_speaking = event.kind == TurnEvent::Kind::started;
      if (event.kind != TurnEvent::Kind::ended) continue;
      if (output_ != nullptr) output_->turn(event.row);
      state_.turn = std::move(event.row);
    }
  }

  void update() {
    state_.heard_s = heard_s();
    state_.level_db = meter_.level_db();
    state_.peak_db = meter_.peak_db();
    state_.is_clipping = meter_.is_clipping();
    state_.clips = meter_.clips();
    state_.quiet_s = std::chrono::duration<double>(Clock::now() - heard_at_).count();
  }

  Session& session_;
  int rate_hz_;
  LiveState& state_;
  View& view_;
  RowOutput* output_;
  WaveRecorder* recorder_;
  LevelMeter meter_;
  Clock::time_point heard_at_ = Clock::now();
  std::uint64_t heard_ = 0;
  std::size_t rows_ = 0;
};

int list_all(Console& console) {
  const std::vector<MicrophoneName> names = list_microphones();
  std::size_t width = 0;
  for (const MicrophoneName& name : names) width = std::max(width, display_width(printable(name.full())));
  for (const MicrophoneName& name : names) {
    const std::string full = printable(name.full());
    std::cout << full << std::string(width - display_width(full) + 2, ' ') << printable(name.description)
              << (name.is_default ? " (default)" : "") << '\n';
  }
  if (names.empty()) console.note("no microphone was found; --input - reads standard input");
  return 0;
}

const OutputFormat& listen_format(const ListenArguments& arguments) {
  const OutputFormat* format =
      arguments.format.empty() ? output_format_of(arguments.output) : &output_format(arguments.format);
  if (format == nullptr && std::filesystem::path(arguments.output).extension().empty()) format = &output_format("jsonl");
  if (format != nullptr && (format->name == "jsonl" || format->name == "csv")) return *format;
  throw Error(ErrorCode::invalid_argument, "--format: expected jsonl or csv (or --output with such an extension), found " +
                                               shown(arguments.format.empty() ? arguments.output : arguments.format));
}

void refuse_conflicts(const ListenArguments& arguments, const BaselineOption& baseline) {
  if (baseline.names_speakers())
    throw Error(ErrorCode::invalid_argument, "--baseline: expected the name of a file or running, found a speaker");
  ReadFiles read;
  if (arguments.is_standard_input()) read.add("-");
  read.add(arguments.open.calibration);
  for (const auto& [speaker, file] : baseline.recordings) read.add(file);
  read.add_model(arguments.model);
  read.refuse(arguments.output, "--output");
  read.refuse(arguments.record, "--record");
  ReadFiles written;
  written.add(arguments.output);
  if (!arguments.record.empty()) written.refuse(arguments.record, "--record");
}

void listen_to_microphone(CaptureThread& capture, int rate_hz, const std::optional<double>& most_s, LiveState& state,
                          const std::atomic<bool>& stop, Listener& listener) {
  constexpr std::uint64_t endless = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t most = most_s ? static_cast<std::uint64_t>(std::llround(*most_s * rate_hz)) : endless;
  const auto left = [&] { return static_cast<std::size_t>(most - listener.heard()); };
  SampleQueue& queue = capture.queue();
  bool is_stopped = false;
  while (!queue.is_over() && left() > 0) {
    if (stop && !is_stopped) {
      is_stopped = true;
      capture.stop();
      state.is_ending = true;
    }
    if (std::optional<CapturedBlock> block = queue.take(between_drawings)) {
      listener.miss(std::min(block->lost, left()));
      std::span<const float> samples = std::span(block->samples).first(std::min(block->samples.size(), left()));
      // In pieces, so that the view goes on where much waits.
      for (const auto piece = static_cast<std::size_t>(rate_hz / 10); !samples.empty();) {
        const std::size_t count = std::min(samples.size(), piece);
        listener.hear(samples.first(count));
        samples = samples.subspan(count);
        state.behind_s = static_cast<double>(queue.size() + samples.size()) / rate_hz;
        listener.draw_if_due();
      }
    }
    listener.draw_if_due();
  }
}

// Returns the reader's warning.
std::string listen_to_standard_input(const ListenArguments& arguments, const std::atomic<bool>& stop, Listener& listener) {
  const auto stopped = [&] {
    listener.draw_if_due();
    return stop.load();
  };
  std::optional<AudioReader> reader;
  try {
    reader.emplace(AudioReader::open("-", {.recording = arguments.recording, .stopped = stopped}));
    for (std::vector<std::vector<float>> signals(1); reader->read(signals); signals[0].clear()) {
      listener.hear(signals[0]);
      listener.draw_if_due();
    }
  } catch (const Error& error) {
    if (error.code() != ErrorCode::cancelled || !stop) throw;
    return "";
  }
  return reader->warning();
}

int listen(const ListenArguments& arguments) {
  Console console(arguments.quiet);
  if (arguments.list) return list_all(console);
  PredictionOptions prediction{.window_s = arguments.window_s,
                               .hop_s = arguments.hop_s,
                               .scale = parse_scale(arguments.scale),
                               .windows_together = 1};
  prediction.validate();
  const OutputFormat& format = listen_format(arguments);
  const BaselineOption baseline = parse_baseline(arguments.baseline);
  refuse_conflicts(arguments, baseline);
  if (!arguments.is_standard_input() && (arguments.recording.raw || arguments.recording.track))
    console.warning("--raw and --track have no effect on a microphone");
  if (arguments.hop_s > arguments.window_s)
    console.warning("--hop is longer than --window: what lies between windows is not scored");
  if (!arguments.output.empty()) require_writable(arguments.output);

  OpenOptions open = arguments.open;
  open.streams = 1;
  open.observer = console_observer(console);
  console.working("opening the model");
  const std::shared_ptr<const Model> model = open_model(arguments.model, open);
  console.end_progress();
  const std::atomic<bool>& stop = watch_for_interrupt();
  prediction.baseline =
      make_baseline(baseline, model, {.prediction = prediction, .threads = open.threads, .stop = &stop}, console);
  tell_of_baseline(baseline, *model, {}, console);

  std::string input = "-";
  int rate_hz = sample_rate_hz;
  std::optional<CaptureThread> capture;  // from now on samples come
  if (!arguments.is_standard_input()) {
    Microphone microphone(arguments.input);
    input = microphone.name();
    rate_hz = microphone.rate_hz();
    capture.emplace(std::move(microphone), static_cast<std::size_t>(longest_backlog_s * rate_hz));
  }
  const TerminalFacts facts = TerminalFacts::of_standard_output();

  std::optional<WaveRecorder> recorder;
  if (!arguments.record.empty()) recorder.emplace(arguments.record, rate_hz);
  std::optional<RowOutput> output;
  if (!arguments.output.empty() || !facts.is_usable)
    output.emplace(arguments.output, format, run_facts(*model, prediction, {}), input, arguments.turns);

  SessionOptions options{.sampling_rate = rate_hz, .prediction = prediction};
  if (facts.is_usable || arguments.turns) options.turns.emplace();  // also for the view
  Session session(model, options);
  LiveState state;
  state.model = model->config().name;
  state.input = capture ? input : "standard input";
  state.categories = model->config().categories;
  state.scale = prediction.scale;
  state.window_s = arguments.window_s;
  state.recording = arguments.record;
  if (!facts.is_usable)
    console.note("listening to " + state.input + (capture ? ", " + std::to_string(rate_hz) + " Hz; Ctrl-C ends" : ""));

  View view(facts);
  Listener listener(session, rate_hz, state, view, output ? &*output : nullptr, recorder ? &*recorder : nullptr);
  std::string warning;
  std::optional<Failure> failure;
  try {
    if (capture) {
      listen_to_microphone(*capture, rate_hz, arguments.recording.max_duration_s, state, stop, listener);
    } else {
      warning = listen_to_standard_input(arguments, stop, listener);
    }
  } catch (const Error& error) {
    // A device that is gone: what came before it is scored and kept.
    if (error.code() != ErrorCode::unreadable) throw;
    failure = Failure{error.code(), error.what()};
  }
  listener.finish();
  if (output) output->finish(listener.heard_s(), session.warnings(), failure);
  view.close();

  if (!warning.empty()) console.warning(state.input + ": " + warning);
  if (state.lost_s > 0)
    console.warning(decimal(state.lost_s, 2) +
                    " s of samples were lost, and are silence: the microphone or the scoring did not "
                    "keep up");
  for (const Warning code : session.warnings())
    if (code == Warning::no_speech || code == Warning::out_of_depth) console.warning(state.input + ": " + explanation(code));
  console.note(clock_text(listener.heard_s()) + " of audio, " + counted(listener.rows(), "row", "rows") +
               (arguments.record.empty() ? "" : ", recorded to " + arguments.record));
  if (failure) console.error(failure->message);
  return failure ? 1 : 0;
}

}  // namespace

void add_listen_command(CLI::App& app, ChosenCommand& chosen) {
  auto arguments = std::make_shared<ListenArguments>();
  CLI::App* command = app.add_subcommand("listen", "Estimate emotion at a microphone, while somebody speaks");
  command->add_option("--input", arguments->input,
                      "A microphone (SYSTEM:NAME, its name or its description; see --list), or - for standard input "
                      "(default: the system's microphone)");
  command->add_flag("--list", arguments->list, "Name the microphones and end");
  command->add_option("--window", arguments->window_s, "Seconds a row")->check(number())->capture_default_str();
  command->add_option("--hop", arguments->hop_s, "Seconds from row to row")->check(number())->capture_default_str();
  command->add_flag("--turns", arguments->turns,
                    "Give a row for each stretch of speech, too, when it ends; rows have a label, which says turn");
  command->add_option("--record", arguments->record, "Record what is heard to a WAV file, which is readable at any time");
  command->add_option("--output", arguments->output,
                      "Write the rows to a file as they come (default: to standard output, if it is not a terminal)");
  command->add_option("--format", arguments->format, "jsonl or csv (default: by the extension of --output, else jsonl)");
  command->add_option("--scale", arguments->scale, "sam: 1 to 7, unit: 0 to 1, signed: -1 to 1; values may lie beyond")
      ->capture_default_str();
  command->add_option(
      "--model", arguments->model,
      "Model folder, a shipped model's name, or hf:OWNER/NAME[:REVISION] (default: the model shipped with the program)");
  command
      ->add_option("--baseline", arguments->baseline,
                   "Shift values so that calm speech is in the middle of the scale. FILE: a recording of the speaker's calm "
                   "speech. running: the rows so far")
      ->allow_extra_args(false)
      ->type_name("FILE|running");
  add_recording_options(*command, arguments->recording);
  add_open_options(*command, arguments->open);
  add_checkpoint_options(*command, arguments->open);
  command->add_flag("--quiet", arguments->quiet, "Say nothing but errors");
  command->callback([arguments, &chosen] { chosen.run = [arguments] { return listen(*arguments); }; });
}

}  // namespace affectus
