// Many recordings on all cores with one model in memory.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "affectus/audio.h"
#include "affectus/export.h"
#include "affectus/model.h"
#include "affectus/prediction.h"
#include "affectus/results.h"

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
  RecordingOptions recording;               // of each
  std::size_t threads = 1;                  // at least 1
  std::size_t rows_ahead = 4096;            // rows that a recording may hold before its turn; then it waits
  const std::atomic<bool>* stop = nullptr;  // set from a signal handler: predict_files throws Error(cancelled) soon after
};

/// Called as the sink is. Any may be empty.
struct BatchObserver {
  /// A message about one recording that is no failure: cut short, no speech, an interval beyond its end.
  std::function<void(const std::string& name, const std::string& message)> warning;
  /// A few times a second at most.
  std::function<void(const BatchProgress&)> progress;
};

/// Scores all tasks. Recordings come to the sink in the order of the tasks; the one whose turn it is gives its rows as soon
/// as they are known (of a pipe, as soon as its bytes are there), those ahead of their turn hold theirs. Whatever goes wrong
/// with a recording is its own failure and no other's. Rows are the same to the last bit whatever the number of threads.
/// Sink and observer are called from any of the threads, one call at a time; what they throw ends the run and is thrown on.
AFFECTUS_EXPORT void predict_files(const std::shared_ptr<const Model>& model, const std::vector<FileTask>& tasks,
                                   const BatchOptions& options, RowSink& sink, const BatchObserver& observer = {});

}  // namespace affectus
