#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>

#include "affectus/batch.h"
#include "affectus/error.h"
#include "base/failure.h"
#include "batch/file_in_work.h"
#include "batch/window_scorer.h"
#include "threads/thread_pool.h"

namespace affectus {
namespace {

constexpr std::chrono::milliseconds between_reports{100};
constexpr std::size_t most_open = 1024;  // recordings: those that are done wait for the one whose turn it is

// What a thread works with.
struct Worker {
  WindowScorer scorer;
  WindowBatch own;  // windows of short recordings, until there are enough to be scored together
};

class Run {
 public:
  Run(const Model& model, const std::vector<FileTask>& tasks, const BatchOptions& options, RowSink& sink,
      const BatchObserver& observer)
      : model_(model),
        tasks_(tasks),
        options_(options),
        sink_(sink),
        observer_(observer),
        together_(windows_together(options.prediction, model.config().longest_training_input_s)),
        pool_(options.threads) {}

  void run() {
    pool_.run([this] { work(); });
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  // Each thread scores the batches that wait; where none does, it decodes: the recording whose turn it is before others.
  void work() {
    Worker worker;
    try {
      while (work_once(worker)) {
      }
    } catch (...) {
      end_run(std::current_exception());
    }
  }

  // False where there is no more to do.
  bool work_once(Worker& worker) {
    std::unique_lock lock(mutex_);
    throw_if_stopped();
    if (!batches_.empty()) {
      WindowBatch batch = std::move(batches_.front());
      batches_.pop_front();
      lock.unlock();
      score(worker, batch);
      deliver();
    } else if (const std::shared_ptr<FileInWork> file = take_file()) {
      lock.unlock();
      decode(worker, file);
      deliver();
    } else if (!worker.own.empty()) {
      lock.unlock();
      score(worker, worker.own);
      worker.own.clear();
      deliver();
    } else if (turn_ == tasks_.size()) {
      return false;
    } else {
      ++idle_;
      changed_.wait_for(lock, between_reports);
      --idle_;
      lock.unlock();
      deliver();
    }
    return true;
  }

  // Under the lock.
  void throw_if_stopped() const {
    if (is_stopped()) throw_cancelled();
  }
  bool is_stopped() const { return has_failed_.load() || (options_.stop != nullptr && options_.stop->load()); }

  void end_run(const std::exception_ptr& failure) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = failure;
    has_failed_ = true;
    changed_.notify_all();
  }

  // Under the lock: a recording that can be decoded on and is nobody's; else the next one, where neither too many are open
  // nor too many rows are held.
  std::shared_ptr<FileInWork> take_file() {
    std::size_t in_decoding = 0, held = 0;
    for (OpenFile& open : open_) {
      if (!open.is_taken && open.file->may_decode()) {
        open.is_taken = true;
        return open.file;
      }
      in_decoding += open.file->is_decoded() ? 0 : 1;
      held += open.file->held_rows();
    }
    if (next_file_ == tasks_.size() || open_.size() == most_open) return nullptr;
    if (in_decoding > pool_.size() || held > options_.rows_ahead) return nullptr;
    auto file = std::make_shared<FileInWork>(model_, tasks_[next_file_], next_file_, options_);
    ++next_file_;
    open_.push_back({file, /*is_taken=*/true});
    return file;
  }

  void decode(Worker& worker, const std::shared_ptr<FileInWork>& file) {
    const FileInWork::DecodingCallbacks callbacks{
        .stopped = [this] { return is_stopped(); },
        .waiting =
            [&] {
              // What is known by now is not held back by what has not come yet.
              file->hand_out_all(worker.own);
              score(worker, worker.own);
              worker.own.clear();
              deliver();
            },
        .opened = [this](const AudioReader& reader) { add_expected(reader.duration_hint_s().value_or(0)); },
        .decoded = [this](double seconds) { audio_s_.fetch_add(seconds, std::memory_order_relaxed); }};
    file->decode(worker.own, together_, callbacks);
    {
      const std::lock_guard lock(mutex_);
      const auto open = std::ranges::find(open_, file, &OpenFile::file);
      if (open != open_.end()) open->is_taken = false;  // gone where it failed meanwhile
    }
    if (worker.own.size() >= together_) hand_over(worker);
    changed_.notify_one();
  }

  void add_expected(double seconds) {
    const std::lock_guard lock(mutex_);
    expected_s_ += seconds;
  }

  // To a thread that is idle; where none is, this one scores it, so that no samples lie about.
  void hand_over(Worker& worker) {
    {
      const std::lock_guard lock(mutex_);
      if (batches_.size() < idle_) {
        batches_.push_back(std::exchange(worker.own, {}));
        changed_.notify_one();
        return;
      }
    }
    score(worker, worker.own);
    worker.own.clear();
  }

  void score(Worker& worker, const WindowBatch& batch) { worker.scorer.score(model_, batch); }

  // Gives what is known to the sink: one thread at a time, and without the lock. A thread that finds another at it leaves it
  // to that one, which looks again before it goes.
  void deliver() {
    std::unique_lock lock(mutex_);
    look_again_ = true;
    if (is_delivering_ || has_failed_) return;
    is_delivering_ = true;
    while (look_again_ && !has_failed_) {
      look_again_ = false;
      const std::shared_ptr<FileInWork> file = open_.empty() ? nullptr : open_.front().file;
      const std::optional<BatchProgress> progress = due_progress();
      lock.unlock();
      bool is_over = false;
      try {
        if (progress && observer_.progress) observer_.progress(*progress);
        is_over = file != nullptr && deliver(*file);
      } catch (...) {
        end_run(std::current_exception());
      }
      lock.lock();
      if (!is_over) continue;
      open_.pop_front();
      ++turn_;
      look_again_ = true;
      last_report_ = {};
      changed_.notify_all();
    }
    is_delivering_ = false;
  }

  // True where the recording is over.
  bool deliver(FileInWork& file) {
    if (begun_ == file.index()) {
      ++begun_;
      sink_.begin({.file = file.name(), .index = file.index()});
    }
    for (const EmotionSegment& row : file.take_rows()) sink_.row(row);
    std::vector<std::string> messages;
    const std::optional<RecordingEnd> end = file.end(messages);
    if (!end) return false;
    if (observer_.warning)
      for (const std::string& message : messages) observer_.warning(file.name(), message);
    sink_.end(*end);
    return true;
  }

  // Under the lock.
  std::optional<BatchProgress> due_progress() {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_report_ < between_reports) return std::nullopt;
    last_report_ = now;
    // Recordings not opened yet are taken to be as long as the mean of those that are.
    const double audio_s = audio_s_.load(std::memory_order_relaxed);
    const double opened = static_cast<double>(std::max<std::size_t>(1, next_file_));
    const double expected = std::max(expected_s_, audio_s) * static_cast<double>(tasks_.size()) / opened;
    return BatchProgress{turn_, tasks_.size(), audio_s, expected > 0 ? std::min(1.0, audio_s / expected) : 0};
  }

  struct OpenFile {
    std::shared_ptr<FileInWork> file;
    bool is_taken;  // by the thread that decodes it
  };

  const Model& model_;
  const std::vector<FileTask>& tasks_;
  const BatchOptions& options_;
  RowSink& sink_;
  const BatchObserver& observer_;
  const std::size_t together_;  // windows scored at once
  ThreadPool pool_;
  std::atomic<double> audio_s_ = 0;  // decoded
  std::atomic<bool> has_failed_ = false;
  std::size_t begun_ = 0;  // recordings; of the delivering thread

  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::size_t next_file_ = 0;
  std::deque<OpenFile> open_;  // from the one whose turn it is on
  std::size_t turn_ = 0;
  std::deque<WindowBatch> batches_;
  std::size_t idle_ = 0;  // threads that wait
  bool is_delivering_ = false;
  bool look_again_ = false;
  double expected_s_ = 0;
  std::chrono::steady_clock::time_point last_report_;
  std::exception_ptr failure_;
};

}  // namespace

void predict_files(const std::shared_ptr<const Model>& model, const std::vector<FileTask>& tasks,
                   const BatchOptions& options, RowSink& sink, const BatchObserver& observer) {
  options.prediction.validate();
  Run(*model, tasks, options, sink, observer).run();
}

}  // namespace affectus
