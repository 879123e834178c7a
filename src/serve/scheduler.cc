#include "serve/scheduler.h"

#include <algorithm>
#include <utility>

namespace affectus {
namespace {

constexpr std::array<double, 3> weights = {8, 4, 1};  // live, brief, lengthy
// Of a class at once: a long recording's batches are full by themselves.
constexpr std::array<std::size_t, 3> together = {Scheduler::most_together, 8, 1};

}  // namespace

Scheduler::Scheduler(std::size_t threads) : pool_(threads) {
  runner_ = std::thread([this] { pool_.run([this] { work(); }); });
}

void Scheduler::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_all();
  if (runner_.joinable()) runner_.join();
  for (Queue& queue : queues_) queue.jobs.clear();
}

void Scheduler::wake(const std::shared_ptr<Job>& job) {
  const std::lock_guard lock(mutex_);
  if (job->state_ == Job::State::working) job->state_ = Job::State::woken;
  if (job->state_ != Job::State::idle || is_ending_) return;
  enqueue(job);
  changed_.notify_one();
}

// Under the lock. A class that had nothing to do has saved no time up.
void Scheduler::enqueue(std::shared_ptr<Job> job) {
  Queue& queue = queues_[static_cast<std::size_t>(job->job_class())];
  if (queue.jobs.empty()) {
    double least_s = -1;
    for (const Queue& other : queues_)
      if (!other.jobs.empty()) least_s = least_s < 0 ? other.used_s : std::min(least_s, other.used_s);
    queue.used_s = std::max(queue.used_s, least_s);
  }
  job->state_ = Job::State::queued;
  queue.jobs.push_back(std::move(job));
}

// Under the lock: jobs of one kind of the class whose turn it is; none if nothing waits.
std::vector<std::shared_ptr<Job>> Scheduler::take(JobClass& from) {
  Queue* next = nullptr;
  for (Queue& queue : queues_)
    if (!queue.jobs.empty() && (next == nullptr || queue.used_s < next->used_s)) next = &queue;
  if (next == nullptr) return {};
  const auto place = static_cast<std::size_t>(next - queues_.data());
  from = static_cast<JobClass>(place);
  const Job::Kind kind = next->jobs.front()->kind();
  std::vector<std::shared_ptr<Job>> taken;
  for (auto job = next->jobs.begin(); job != next->jobs.end() && taken.size() < together[place];) {
    if ((*job)->kind() != kind) {
      ++job;
      continue;
    }
    (*job)->state_ = Job::State::working;
    taken.push_back(std::move(*job));
    job = next->jobs.erase(job);
  }
  return taken;
}

// Under the lock.
void Scheduler::put_back(std::span<const std::shared_ptr<Job>> jobs, JobClass from, double seconds) {
  const auto place = static_cast<std::size_t>(from);
  queues_[place].used_s += seconds / weights[place];
  for (const std::shared_ptr<Job>& job : jobs) {
    const bool again = job->state_ == Job::State::woken || job->has_more();
    job->state_ = Job::State::idle;
    if (again && !is_ending_) enqueue(job);
  }
}

void Scheduler::work() {
  ScoringTools tools;
  std::unique_lock lock(mutex_);
  while (!is_ending_) {
    JobClass from{};
    std::vector<std::shared_ptr<Job>> jobs = take(from);
    if (jobs.empty()) {
      changed_.wait(lock);
      continue;
    }
    lock.unlock();
    const auto begin = std::chrono::steady_clock::now();
    jobs.front()->work(jobs, tools);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    lock.lock();
    put_back(jobs, from, time.count());
    lock.unlock();
    jobs.clear();  // the last reference may be here, and a job may be long to destroy
    lock.lock();
  }
}

}  // namespace affectus
