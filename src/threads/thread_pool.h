// Threads that live as long as their owner.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/project.h"

namespace affectus {

/// A team of threads that includes the caller's. If the system refuses to start some, the pool is smaller; at the least it
/// is the caller alone.
class AFFECTUS_PROJECT ThreadPool {
 public:
  /// Starts up to `threads` - 1 threads.
  explicit ThreadPool(std::size_t threads);
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  ~ThreadPool();

  /// The number of threads with the caller.
  std::size_t size() const { return workers_.size() + 1; }

  /// Calls `body` once on every thread of the pool at the same time, and returns when all calls have returned. The first
  /// exception is then passed on. Calls from several threads come one after the other; `body` must not call run() of the
  /// same pool.
  void run(const std::function<void()>& body);

 private:
  void work();
  void call(const std::function<void()>& body);

  std::mutex running_;  // held by run()
  std::mutex mutex_;    // guards all below
  std::condition_variable changed_;
  const std::function<void()>* body_ = nullptr;
  std::size_t round_ = 0;    // of calls of run()
  std::size_t at_work_ = 0;  // workers that have not returned from this round
  bool is_ending_ = false;
  std::exception_ptr failure_;
  std::vector<std::thread> workers_;
};

}  // namespace affectus
