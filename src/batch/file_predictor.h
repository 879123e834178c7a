// Many recordings on all cores with one model in memory.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "affectus/audio.h"
#include "affectus/model.h"
#include "affectus/prediction.h"
#include "outputs/result.h"

namespace affectus {

/// One input of a run.
struct FileTask {
  std::string name;                 // as the user named it: goes to the result and the messages
  std::filesystem::path path;       // what is opened; "-" is standard input
  std::vector<Interval> intervals;  // with has_intervals: only these are scored
  bool has_intervals = false;
};

/// What happened so far, for a progress line.
struct BatchProgress {
  std::size_t files_done = 0;
  std::size_t files = 0;
  double audio_s = 0;   // decoded
  double fraction = 0;  // of the whole run, as far as lengths are known; 0 to 1
};

struct BatchOptions {
  PredictionOptions prediction;
  ChannelChoice channels;
  std::size_t threads = 1;                  // at least 1
  const std::atomic<bool>* stop = nullptr;  // set from a signal handler: predict_files throws Error(cancelled) soon after
};

/// Called from any of the threads, one call at a time.
struct BatchCallbacks {
  /// Results in the order of the tasks. A failed file is a result with its error.
  std::function<void(FileResult&&)> result;
  /// A message about one file that is no failure: cut short, no speech, an interval beyond its end.
  std::function<void(const std::string& name, const std::string& message)> warning;
  /// A few times a second at most.
  std::function<void(const BatchProgress&)> progress;
};

/// Scores all tasks. Every row is the same to the last bit whatever the number of threads. What a callback throws ends the
/// run and is thrown on.
void predict_files(const Model& model, const std::vector<FileTask>& tasks, const BatchOptions& options,
                   const BatchCallbacks& callbacks);

}  // namespace affectus
