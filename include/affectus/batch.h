// Scores many recordings on all cores, with one model in memory.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
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
  std::string name;                 // as the user named it; used in results and messages
  std::filesystem::path path;       // the file to open; "-" is standard input
  std::vector<Interval> intervals;  // with has_intervals: only these are scored
  bool has_intervals = false;
  std::optional<std::span<const std::byte>> bytes = {};  // of the recording, instead of the file; they outlive the run
};

/// The progress of a run.
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

/// Called in the same way as the sink. Any member may be empty.
struct BatchObserver {
  /// A message about one recording that did not fail: it is cut short, has no speech, or an interval reaches beyond its end.
  std::function<void(const std::string& name, const std::string& message)> warning;
  /// A few times a second at most.
  std::function<void(const BatchProgress&)> progress;
};

/// Scores all tasks. The sink receives recordings in the order of the tasks. The recording whose turn it is passes its rows
/// on as soon as they are known (for a pipe, as soon as its bytes have arrived); later recordings hold theirs. A recording
/// that fails does not affect the others. Rows are the same to the last bit for any number of threads, except that OpenVINO
/// may compute the last digits of an encoder's frames differently on CPUs without AVX-512 if several threads share a window
/// (OpenOptions::streams). Sink and observer are called from any of the threads, one call at a time; their exceptions end
/// the run and are passed on.
AFFECTUS_EXPORT void predict_files(const std::shared_ptr<const Model>& model, const std::vector<FileTask>& tasks,
                                   const BatchOptions& options, RowSink& sink, const BatchObserver& observer = {});

/// The dimensions of a recording of calm speech, for PredictionOptions::baseline: their average over speech (Summary), on
/// the scale sam. The recording is scored as predict_files() would with these options, but for scale, embedding and
/// baseline; so options like those of the run give a baseline that fits its rows. Throws Error: what the recording fails of,
/// or invalid_argument if it has no speech.
AFFECTUS_EXPORT NeutralVoice neutral_voice(const std::shared_ptr<const Model>& model, const std::filesystem::path& file,
                                           const BatchOptions& options, const BatchObserver& observer = {});

}  // namespace affectus
