#include "predict.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <atomic>
#include <tuple>
#include <vector>

#include "affectus/batch.h"
#include "base/failure.h"
#include "cli/inputs.h"
#include "interruptible.h"
#include "intervals.h"
#include "opened_model.h"
#include "rows.h"
#include "samples.h"
#include "settings.h"
#include "signal_score.h"
#include "threads/parallel.h"

namespace affectus {
namespace {

/// How one recording ended, and what was said of it.
struct Outcome {
  FileResult result;
  std::vector<std::string> messages;
};

// Seconds, codes of warnings, messages, failure (affectus.Error), rows, and the dimensions averaged over speech.
using PythonOutcome = nb::typed<nb::tuple, double, nb::typed<nb::tuple, nb::str, nb::ellipsis>,
                                nb::typed<nb::tuple, nb::str, nb::ellipsis>, nb::typed<nb::object, nb::any>, RowList,
                                nb::typed<nb::tuple, std::optional<double>, std::optional<double>, std::optional<double>>>;

PythonOutcome python_outcome(const Outcome& outcome, const std::vector<std::string>& categories) {
  const FileResult& result = outcome.result;
  Summary summary;
  for (const EmotionSegment& row : result.segments) summary.add(row);
  nb::list messages;
  for (const std::string& message : outcome.messages) messages.append(python_text(message));
  return PythonOutcome(nb::make_tuple(result.duration_s, python_warnings(result.warnings), nb::tuple(messages),
                                      python_failure(result.failure), python_rows(result.segments, categories),
                                      nb::make_tuple(summary.activation(), summary.valence(), summary.dominance())));
}

class OutcomeCollector : public ResultCollector {
 public:
  explicit OutcomeCollector(std::vector<Outcome>& outcomes) : outcomes_(outcomes) {}
  void say(const std::string& message) { messages_.push_back(message); }

 private:
  void take(FileResult&& result) override { outcomes_.push_back({std::move(result), std::exchange(messages_, {})}); }

  std::vector<Outcome>& outcomes_;
  std::vector<std::string> messages_;  // of the recording that ends next
};

nb::typed<nb::list, PythonOutcome> python_outcomes(const std::vector<Outcome>& outcomes, const OpenedModel& model) {
  nb::typed<nb::list, PythonOutcome> list;
  for (const Outcome& outcome : outcomes) list.append(python_outcome(outcome, model.config().categories));
  return list;
}

// Calls progress(done, of, seconds of audio, fraction), if there is one, with what was last told.
std::function<void()> tick_of(Latest<BatchProgress>& latest, const nb::object& progress) {
  if (progress.is_none()) return {};
  return [&latest, &progress] {
    BatchProgress told;
    if (latest.take(told)) progress(told.files_done, told.files, told.audio_s, told.fraction);
  };
}

using PythonTask = std::tuple<nb::bytes, nb::bytes, std::optional<PythonIntervals>>;

nb::typed<nb::list, PythonOutcome> predict(const OpenedModel& model, const std::vector<PythonTask>& tasks,
                                           const Settings& settings, const nb::object& progress) {
  std::vector<FileTask> files;
  for (const auto& [name, path, intervals] : tasks)
    files.push_back({.name = plain(name),
                     .path = plain(path),
                     .intervals = intervals_of(intervals.value_or(PythonIntervals())),
                     .has_intervals = intervals.has_value()});
  std::vector<Outcome> outcomes;
  Latest<BatchProgress> latest;
  std::atomic<bool> stop = false;
  const auto work = [&] {
    BatchOptions options = settings.batch(model.threads, &stop);
    settings.add_voices(options, model.model);
    OutcomeCollector collector(outcomes);
    predict_files(model.model, files, options, collector,
                  {.warning = [&](const std::string&, const std::string& message) { collector.say(message); },
                   .progress = [&](const BatchProgress& told) { latest.set(told); }});
    latest.set({files.size(), files.size(), 0, 1});
  };
  run_interruptibly(
      work, [&] { stop = true; }, tick_of(latest, progress));
  return python_outcomes(outcomes, model);
}

using PythonSignal = std::tuple<SampleArray, int, std::optional<PythonIntervals>>;

nb::typed<nb::list, PythonOutcome> predict(const OpenedModel& model, const std::vector<PythonSignal>& arrays,
                                           int channel_axis, const Settings& settings, const nb::object& progress) {
  constexpr double brief_s = 4;
  std::vector<Signal> signals;
  double seconds = 0;
  for (const auto& [array, rate_hz, intervals] : arrays) {
    signals.push_back({SampleView(array, channel_axis), rate_hz, std::nullopt});
    if (intervals) signals.back().intervals = intervals_of(*intervals);
    seconds += static_cast<double>(signals.back().samples.frames()) / std::max(1, rate_hz);
  }
  std::vector<Outcome> outcomes(signals.size());
  Latest<BatchProgress> latest;
  std::atomic<bool> stop = false;
  std::atomic<std::size_t> done = 0;
  const auto work = [&] {
    BatchOptions options = settings.batch(model.threads, &stop);
    settings.add_voices(options, model.model);
    const auto score = [&](std::size_t i) {
      try {
        outcomes[i].result = score_signal(model.model, signals[i], options);
      } catch (...) {
        const Failure failure = failure_of(std::current_exception(), "samples");
        if (failure.code == ErrorCode::cancelled) throw;
        outcomes[i].result.failure = failure;
      }
      const std::size_t ended = ++done;
      latest.set({ended, signals.size(), 0, static_cast<double>(ended) / static_cast<double>(signals.size())});
    };
    if (signals.size() == 1) return score(0);
    ThreadPool pool(std::min(model.threads, signals.size()));
    parallel_for(pool, signals.size(), score);
  };
  run_interruptibly(
      work, [&] { stop = true; }, tick_of(latest, progress), /*brief=*/seconds <= brief_s);
  return python_outcomes(outcomes, model);
}

using FoundInputs =
    nb::typed<nb::tuple, nb::typed<nb::list, nb::typed<nb::tuple, nb::bytes, nb::bytes>>, nb::typed<nb::list, nb::str>>;

FoundInputs find(const std::vector<nb::bytes>& words) {
  std::vector<std::string> arguments;
  for (const nb::bytes& word : words) arguments.push_back(plain(word));
  nb::list missing, found;
  for (const Input& input :
       find_inputs(arguments, {.missing = [&](const std::string& line) { missing.append(python_text(line)); },
                              .passed_over = [](const std::string&) {}}))
    found.append(nb::make_tuple(python_bytes(input.name), python_bytes(input.path.string())));
  return FoundInputs(nb::make_tuple(found, missing));
}

}  // namespace

void bind_predict(nb::module_& module) {
  module.def("find_inputs", &find, nb::arg("words"),
             "Names and paths of the recordings that files, folders and globs mean, and a line for each that means none.");
  module.def(
      "predict_files",
      nb::overload_cast<const OpenedModel&, const std::vector<PythonTask>&, const Settings&, const nb::object&>(&predict),
      nb::arg("model"), nb::arg("tasks"), nb::arg("settings"), nb::arg("progress").none(),
      "Scores recordings: name, path, intervals.");
  module.def(
      "predict_arrays",
      nb::overload_cast<const OpenedModel&, const std::vector<PythonSignal>&, int, const Settings&, const nb::object&>(
          &predict),
      nb::arg("model"), nb::arg("arrays"), nb::arg("channel_axis"), nb::arg("settings"), nb::arg("progress").none(),
      "Scores arrays: samples, sampling rate, intervals.");
}

}  // namespace affectus
