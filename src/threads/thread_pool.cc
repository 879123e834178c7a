#include "threads/thread_pool.h"

#include <exception>
#include <utility>

namespace affectus {

ThreadPool::ThreadPool(std::size_t threads) {
  try {
    while (workers_.size() + 1 < threads) workers_.emplace_back([this] { work(); });
  } catch (const std::exception&) {
    // A limit of the system (ulimit -u, a control group's pids.max, memory): those that did start do the work.
  }
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::run(const std::function<void()>& body) {
  const std::lock_guard one_at_a_time(running_);
  {
    const std::lock_guard lock(mutex_);
    body_ = &body;
    ++round_;
    at_work_ = workers_.size();
  }
  changed_.notify_all();
  call(body);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return at_work_ == 0; });
  body_ = nullptr;
  if (const std::exception_ptr failure = std::exchange(failure_, nullptr)) std::rethrow_exception(failure);
}

void ThreadPool::call(const std::function<void()>& body) {
  try {
    body();
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
  }
}

void ThreadPool::work() {
  std::size_t done = 0;
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return is_ending_ || round_ != done; });
    if (is_ending_) return;
    done = round_;
    const std::function<void()>& body = *body_;
    lock.unlock();
    call(body);
    lock.lock();
    if (--at_work_ == 0) changed_.notify_all();
  }
}

}  // namespace affectus
