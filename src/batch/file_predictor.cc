#include "batch/file_predictor.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "affectus/error.h"
#include "prediction/window_scorer.h"
#include "prediction/windows.h"

namespace affectus {
namespace {

/// A file on its way: decoded by one thread, its windows scored by any.
struct FileInWork {
  std::size_t index = 0;
  std::vector<WindowPlan> plans;                    // one a channel
  std::vector<std::vector<EmotionSegment>> scores;  // [channel][window]
  std::size_t unscored = 0;                         // windows that are cut and wait for their scores
  bool decoded = false;                             // no more windows will come
  double audio_s = 0;
  double expected_s = 0;  // the container's word
  std::vector<std::string> warnings;
  FileResult result;
};

/// A window and where its score goes.
struct WindowTask {
  std::shared_ptr<FileInWork> file;
  std::size_t channel = 0;
  Window window;
};
using WindowBatch = std::vector<WindowTask>;

class Run {
 public:
  Run(const Model& model, const std::vector<FileTask>& tasks, const BatchOptions& options, const BatchCallbacks& callbacks)
      : model_(model), tasks_(tasks), options_(options), callbacks_(callbacks), finished_(tasks.size()) {}

  void run() {
    std::vector<std::thread> threads;
    const std::size_t count = std::max<std::size_t>(1, options_.threads);
    for (std::size_t i = 1; i < count; ++i) threads.emplace_back([this] { work(); });
    work();
    for (std::thread& thread : threads) thread.join();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  // Each thread scores the batches that wait; where none does, it decodes the next file and cuts it into windows. Windows of
  // several short files share a batch.
  void work() {
    try {
      WindowScorer scorer(model_, options_.prediction.scale, options_.prediction.embedding);
      WindowBatch own;
      for (;;) {
        if (std::optional<WindowBatch> batch = take_batch()) {
          score(scorer, *batch);
        } else if (std::optional<std::size_t> file = take_file()) {
          decode(*file, scorer, own);
        } else if (!own.empty()) {
          score(scorer, own);
          own.clear();
        } else if (!wait_for_work()) {
          return;
        }
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      work_changed_.notify_all();
    }
  }

  std::optional<WindowBatch> take_batch() {
    const std::lock_guard lock(mutex_);
    throw_if_stopped();
    if (batches_.empty()) return std::nullopt;
    WindowBatch batch = std::move(batches_.front());
    batches_.pop_front();
    return batch;
  }

  std::optional<std::size_t> take_file() {
    const std::lock_guard lock(mutex_);
    if (next_file_ == tasks_.size()) return std::nullopt;
    ++decoding_;
    return next_file_++;
  }

  // False where there will be no more work.
  bool wait_for_work() {
    std::unique_lock lock(mutex_);
    work_changed_.wait_for(lock, std::chrono::milliseconds(100),
                           [&] { return failure_ || !batches_.empty() || (decoding_ == 0 && next_file_ == tasks_.size()); });
    throw_if_stopped();
    return !batches_.empty() || decoding_ > 0 || next_file_ < tasks_.size();
  }

  // Under the lock.
  void throw_if_stopped() const {
    if (failure_ || (options_.stop && options_.stop->load())) throw Error(ErrorCode::cancelled, "stopped before the end");
  }

  void decode(std::size_t index, WindowScorer& scorer, WindowBatch& own) {
    auto file = std::make_shared<FileInWork>();
    file->index = index;
    file->result.file = tasks_[index].name;
    try {
      cut(*file, scorer, own, file);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::cancelled) throw;
      const std::lock_guard lock(mutex_);
      file->result.error = error.what();
    }
    const std::lock_guard lock(mutex_);
    --decoding_;
    file->decoded = true;
    finish_if_done(*file);
    work_changed_.notify_all();
  }

  void cut(FileInWork& state, WindowScorer& scorer, WindowBatch& own, const std::shared_ptr<FileInWork>& file) {
    const FileTask& task = tasks_[state.index];
    AudioReader reader = AudioReader::open(task.path, options_.channels);
    state.expected_s = reader.duration_hint_s().value_or(0);
    add_expected(state.expected_s);
    for (std::size_t channel = 0; channel < reader.channels(); ++channel)
      state.plans.emplace_back(options_.prediction, model_.config().longest_training_input_s, task.intervals);
    state.scores.resize(reader.channels());

    std::vector<std::vector<float>> signals(reader.channels());
    std::vector<Window> windows;
    std::size_t samples = 0;
    const auto hand_over = [&](std::size_t channel) {
      for (Window& window : windows) {
        {
          const std::lock_guard lock(mutex_);
          state.scores[channel].resize(window.index + 1);
          ++state.unscored;
        }
        own.push_back({file, channel, std::move(window)});
        if (own.size() == windows_per_batch) hand_over_batch(scorer, own);
      }
      windows.clear();
    };
    while (reader.read(signals)) {
      samples += signals.front().size();
      if (!task.has_intervals || !task.intervals.empty()) {
        for (std::size_t channel = 0; channel < signals.size(); ++channel) {
          state.plans[channel].push(signals[channel], windows);
          hand_over(channel);
        }
      }
      add_decoded(state, signals.front().size());
      for (auto& signal : signals) signal.clear();
    }
    for (std::size_t channel = 0; channel < state.plans.size(); ++channel) {
      if (task.has_intervals && task.intervals.empty()) continue;
      state.plans[channel].finish(windows);
      hand_over(channel);
    }
    state.result.duration_s = static_cast<double>(samples) / sample_rate_hz;
    if (!reader.warning().empty()) state.warnings.push_back(reader.warning());
  }

  // To whoever is free; where enough wait already, this thread scores it, which also bounds the memory.
  void hand_over_batch(WindowScorer& scorer, WindowBatch& own) {
    {
      const std::lock_guard lock(mutex_);
      throw_if_stopped();
      if (options_.threads > 1 && batches_.size() < options_.threads) {
        batches_.push_back(std::move(own));
        own.clear();
        work_changed_.notify_one();
        return;
      }
    }
    score(scorer, own);
    own.clear();
  }

  void score(WindowScorer& scorer, WindowBatch& batch) {
    std::vector<Window> windows;
    for (WindowTask& task : batch) windows.push_back(std::move(task.window));
    std::vector<EmotionSegment> segments(windows.size());
    scorer.score(windows, segments);

    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      FileInWork& file = *batch[i].file;
      file.scores[batch[i].channel][windows[i].index] = std::move(segments[i]);
      --file.unscored;
      finish_if_done(file);
    }
    work_changed_.notify_all();
  }

  // Under the lock.
  void finish_if_done(FileInWork& file) {
    if (!file.decoded || file.unscored > 0) return;
    file.decoded = false;  // once only
    if (file.result.error.empty()) assemble(file);
    finished_[file.index] = std::make_unique<Finished>(Finished{std::move(file.result), std::move(file.warnings)});
    ++files_done_;
    expected_s_ += file.audio_s - file.expected_s;  // now it is known
    while (delivered_ < finished_.size() && finished_[delivered_]) {
      const std::unique_ptr<Finished> next = std::move(finished_[delivered_++]);
      for (const std::string& warning : next->warnings) callbacks_.warning(next->result.file, warning);
      callbacks_.result(std::move(next->result));
    }
    report(/*force=*/true);
  }

  void assemble(FileInWork& file) {
    const bool each = options_.channels.kind == ChannelChoice::Kind::each;
    for (std::size_t channel = 0; channel < file.plans.size(); ++channel) {
      for (EmotionSegment& row : file.plans[channel].rows(std::move(file.scores[channel]))) {
        if (each) row.channel = static_cast<int>(channel);
        file.result.segments.push_back(std::move(row));
      }
    }
    for (const Interval& interval : file.plans.front().outside()) {
      const std::string where =
          "the interval from " + std::to_string(interval.start_s) + " to " + std::to_string(interval.end_s) + " s ";
      file.warnings.push_back(where + (interval.end_s <= interval.start_s
                                           ? "is empty"
                                           : "lies beyond its end at " + std::to_string(file.result.duration_s) + " s"));
    }
    const auto& rows = file.result.segments;
    if (!rows.empty() && std::all_of(rows.begin(), rows.end(), [](const EmotionSegment& row) { return row.speech == 0; }))
      file.warnings.push_back("no speech found; its values mean little");
  }

  void add_expected(double seconds) {
    const std::lock_guard lock(mutex_);
    expected_s_ += seconds;
  }

  void add_decoded(FileInWork& file, std::size_t samples) {
    const std::lock_guard lock(mutex_);
    throw_if_stopped();
    const double seconds = static_cast<double>(samples) / sample_rate_hz;
    file.audio_s += seconds;
    audio_s_ += seconds;
    report(/*force=*/false);
  }

  // Under the lock.
  void report(bool force) {
    if (!callbacks_.progress) return;
    const auto now = std::chrono::steady_clock::now();
    if (!force && now - last_report_ < std::chrono::milliseconds(100)) return;
    last_report_ = now;
    // Files not opened yet are taken to be as long as the mean of those that are.
    const double opened = static_cast<double>(std::max<std::size_t>(1, next_file_));
    const double expected = std::max(expected_s_, audio_s_) * static_cast<double>(tasks_.size()) / opened;
    callbacks_.progress({files_done_, tasks_.size(), audio_s_, expected > 0 ? std::min(1.0, audio_s_ / expected) : 0});
  }

  struct Finished {
    FileResult result;
    std::vector<std::string> warnings;
  };

  const Model& model_;
  const std::vector<FileTask>& tasks_;
  const BatchOptions& options_;
  const BatchCallbacks& callbacks_;

  std::mutex mutex_;  // guards all below, and what the files in work share
  std::condition_variable work_changed_;
  std::size_t next_file_ = 0;
  std::size_t decoding_ = 0;
  std::deque<WindowBatch> batches_;
  std::vector<std::unique_ptr<Finished>> finished_;
  std::size_t delivered_ = 0;
  std::size_t files_done_ = 0;
  double expected_s_ = 0;
  double audio_s_ = 0;
  std::chrono::steady_clock::time_point last_report_;
  std::exception_ptr failure_;
};

}  // namespace

void predict_files(const Model& model, const std::vector<FileTask>& tasks, const BatchOptions& options,
                   const BatchCallbacks& callbacks) {
  options.prediction.validate();
  Run(model, tasks, options, callbacks).run();
}

}  // namespace affectus
