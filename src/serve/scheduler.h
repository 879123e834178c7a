// Shares the processors between live streams, short recordings and long ones.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "affectus/model.h"
#include "batch/window_scorer.h"
#include "threads/thread_pool.h"

namespace affectus {

enum class JobClass { live, brief, lengthy };

/// What a thread works with; reused from piece to piece.
struct ScoringTools {
  WindowScorer scorer;
  Model::Workspace workspace;
  std::vector<SampleWindow> windows;
  std::vector<WindowEstimate> estimates;
};

/// Work that is done in pieces, by one thread at a time.
class Job {
 public:
  virtual ~Job() = default;
  /// May change from piece to piece. Any thread.
  virtual JobClass job_class() const = 0;
  /// Jobs of one kind and one model may be worked on together.
  struct Kind {
    const void* model = nullptr;
    bool is_stream = false;
    bool operator==(const Kind&) const = default;
  };
  virtual Kind kind() const = 0;
  /// Does a piece of each of `jobs`, which are of this job's kind and class, and include it. Throws nothing.
  virtual void work(std::span<const std::shared_ptr<Job>> jobs, ScoringTools& tools) = 0;
  /// Whether there is more to do, as far as the thread knows that has just worked on it.
  virtual bool has_more() const = 0;

 private:
  friend class Scheduler;
  enum class State { idle, queued, working, woken } state_ = State::idle;  // guarded by the scheduler
};

/// A class gets a share of the time: the waiting class that has had the least for its weight comes next, so that a stream
/// waits for one piece of a long recording and not for all of it, and nothing starves. Within a class jobs take turns, and
/// some of one kind are worked on together.
class Scheduler {
 public:
  /// Starts up to `threads` threads, at least one. Throws std::system_error if not one can be started.
  explicit Scheduler(std::size_t threads);
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;
  ~Scheduler() { stop(); }

  /// Waits for the pieces in work; what is queued, and what comes later, is dropped.
  void stop();

  /// There is something to do for the job. Any thread.
  void wake(const std::shared_ptr<Job>& job);

  static constexpr std::size_t most_together = 16;

 private:
  struct Queue {
    std::deque<std::shared_ptr<Job>> jobs;
    double used_s = 0;  // divided by the weight
  };
  void work();
  void enqueue(std::shared_ptr<Job> job);
  std::vector<std::shared_ptr<Job>> take(JobClass& from);
  void put_back(std::span<const std::shared_ptr<Job>> jobs, JobClass from, double seconds);

  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::array<Queue, 3> queues_;
  bool is_ending_ = false;
  ThreadPool pool_;
  std::thread runner_;  // the pool's first thread
};

}  // namespace affectus
