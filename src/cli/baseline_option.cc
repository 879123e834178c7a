#include "cli/baseline_option.h"

#include <set>
#include <utility>

#include "affectus/error.h"
#include "storage/folders.h"
#include "text/counted.h"
#include "text/shown.h"

namespace affectus {
namespace {

[[noreturn]] void refuse(const std::string& expected, const std::string& found) {
  throw Error(ErrorCode::invalid_argument, "--baseline: expected " + expected + ", found " + found);
}

// The speaker, "" for everyone, and the recording.
std::pair<std::string, std::filesystem::path> parse_recording(const std::string& value) {
  const std::size_t equals = is_there(value) ? std::string::npos : value.find('=');
  if (equals == 0 || equals == value.size() - 1) refuse("FILE, SPEAKER=FILE or running", shown(value));
  if (equals == std::string::npos) return {"", value};
  return {value.substr(0, equals), value.substr(equals + 1)};
}

}  // namespace

BaselineOption parse_baseline(const std::vector<std::string>& values) {
  BaselineOption option;
  for (const std::string& value : values) {
    if (value == "running") {
      option.running = true;
      continue;
    }
    auto [speaker, file] = parse_recording(value);
    if (file == "-") refuse("a file", "- (standard input)");
    const auto [known, is_new] = option.recordings.emplace(speaker, file);
    if (!is_new)
      refuse("one recording" + (speaker.empty() ? "" : " of the speaker " + shown(speaker)),
             shown(known->second.string()) + " and " + shown(file.string()));
  }
  if (option.running && !option.recordings.empty()) refuse("either running or recordings", "both");
  return option;
}

std::optional<Baseline> make_baseline(const BaselineOption& option, const std::shared_ptr<const Model>& model,
                                      const BatchOptions& options, Console& console) {
  if (!option.is_given()) return std::nullopt;
  Baseline baseline{.running = option.running};
  const BatchObserver observer{
      .warning = [&](const std::string& name, const std::string& message) { console.warning(name + ": " + message); },
      .progress = [&](const BatchProgress& progress) { console.progress(progress.fraction, "scoring the baseline"); }};
  for (const auto& [speaker, file] : option.recordings) {
    baseline.voices[speaker] = neutral_voice(model, file, options, observer);
    console.end_progress();
  }
  return baseline;
}

void tell_of_baseline(const BaselineOption& option, const Model& model, const std::vector<FileTask>& tasks,
                      Console& console) {
  if (option.is_given() && model.config().dimensions.empty())
    console.warning("--baseline has no effect with a model without dimensions");
  std::set<std::string> speakers;
  for (const FileTask& task : tasks)
    for (const Interval& interval : task.intervals)
      if (!interval.speaker.empty()) speakers.insert(interval.speaker);
  std::vector<std::string> known;
  known.reserve(speakers.size());
  for (const std::string& speaker : speakers) known.push_back(shown(speaker));
  for (const auto& [speaker, file] : option.recordings)
    if (!speaker.empty() && !speakers.contains(speaker))
      console.warning("--baseline has no effect for " + shown(speaker) + ": expected a speaker of the intervals, found " +
                      (known.empty() ? "none" : some_of(known)));
}

}  // namespace affectus
