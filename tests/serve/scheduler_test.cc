#include "serve/scheduler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace affectus {
namespace {

// Counts its pieces; a gate may hold the thread that works.
struct Counted : Job {
  Counted(JobClass a_class, int a_number, std::vector<int>& a_order)
      : its_class(a_class), number(a_number), order(a_order) {}
  JobClass job_class() const override { return its_class; }
  Kind kind() const override { return {nullptr, its_class == JobClass::live}; }
  void work(std::span<const std::shared_ptr<Job>> jobs, ScoringTools&) override {
    for (const auto& job : jobs) {
      auto& one = static_cast<Counted&>(*job);
      one.order.push_back(one.number);
      --one.pieces;
    }
    together = jobs.size();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  bool has_more() const override { return pieces > 0; }

  JobClass its_class;
  int number;
  std::vector<int>& order;
  std::atomic<int> pieces = 1;
  std::size_t together = 0;
};

struct Gate : Job {
  JobClass job_class() const override { return JobClass::live; }
  Kind kind() const override { return {this, false}; }
  void work(std::span<const std::shared_ptr<Job>>, ScoringTools&) override {
    std::unique_lock lock(mutex);
    is_closed = true;
    changed.notify_all();
    changed.wait(lock, [&] { return is_open; });
  }
  bool has_more() const override { return false; }
  void wait() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return is_closed; });
  }
  void open() {
    const std::lock_guard lock(mutex);
    is_open = true;
    changed.notify_all();
  }
  std::mutex mutex;
  std::condition_variable changed;
  bool is_closed = false, is_open = false;
};

void wait_for(const std::vector<std::shared_ptr<Counted>>& jobs) {
  for (const auto& job : jobs)
    while (job->pieces > 0) std::this_thread::yield();
}

TEST(SchedulerTest, AShortJobDoesNotWaitForAllOfALongOne) {
  std::vector<int> order;
  auto gate = std::make_shared<Gate>();
  auto lengthy = std::make_shared<Counted>(JobClass::lengthy, 0, order),
       brief = std::make_shared<Counted>(JobClass::brief, 1, order);
  lengthy->pieces = 50;
  brief->pieces = 2;
  Scheduler scheduler(1);
  scheduler.wake(gate);
  gate->wait();
  scheduler.wake(lengthy);
  scheduler.wake(brief);
  gate->open();
  wait_for({lengthy, brief});
  scheduler.stop();
  ASSERT_EQ(order.size(), 52U);
  const auto last = std::find(order.rbegin(), order.rend(), 1);
  EXPECT_LT(order.rend() - last, 10);
}

TEST(SchedulerTest, NothingStarves) {
  std::vector<int> order;
  auto live = std::make_shared<Counted>(JobClass::live, 0, order),
       lengthy = std::make_shared<Counted>(JobClass::lengthy, 1, order);
  live->pieces = 100;
  lengthy->pieces = 3;
  Scheduler scheduler(1);
  scheduler.wake(live);
  scheduler.wake(lengthy);
  wait_for({live, lengthy});
  scheduler.stop();
  EXPECT_LT(std::ranges::find(order, 1) - order.begin(), 50);
}

TEST(SchedulerTest, JobsOfOneKindAreWorkedOnTogether) {
  std::vector<int> order;
  auto gate = std::make_shared<Gate>();
  Scheduler scheduler(1);
  scheduler.wake(gate);
  gate->wait();
  std::vector<std::shared_ptr<Counted>> jobs;
  for (int i = 0; i < 20; ++i) scheduler.wake(jobs.emplace_back(std::make_shared<Counted>(JobClass::live, i, order)));
  gate->open();
  wait_for(jobs);
  scheduler.stop();
  EXPECT_EQ(jobs.front()->together, Scheduler::most_together);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
}

TEST(SchedulerTest, AJobThatIsWokenWhileItIsWorkedOnGoesOn) {
  std::vector<int> order;
  auto job = std::make_shared<Counted>(JobClass::live, 0, order);
  job->pieces = 0;
  Scheduler scheduler(2);
  for (int i = 0; i < 100; ++i) {
    ++job->pieces;
    scheduler.wake(job);
  }
  wait_for({job});
  scheduler.stop();
  scheduler.wake(job);  // dropped
}

}  // namespace
}  // namespace affectus
