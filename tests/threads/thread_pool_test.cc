#include "threads/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <vector>

#include "threads/parallel.h"

namespace affectus {
namespace {

TEST(ThreadPoolTest, EveryThreadIsCalledOnceARound) {
  ThreadPool pool(4);
  EXPECT_EQ(pool.size(), 4U);
  for (int round = 0; round < 50; ++round) {
    std::mutex mutex;
    std::set<std::thread::id> threads;
    std::size_t calls = 0;
    pool.run([&] {
      const std::lock_guard lock(mutex);
      threads.insert(std::this_thread::get_id());
      ++calls;
    });
    EXPECT_EQ(calls, 4U);
    EXPECT_EQ(threads.size(), 4U);
    EXPECT_TRUE(threads.contains(std::this_thread::get_id()));
  }
}

TEST(ThreadPoolTest, NoneOrOneIsTheCallerAlone) {
  for (const std::size_t threads : {0U, 1U}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.size(), 1U);
    std::thread::id called;
    pool.run([&] { called = std::this_thread::get_id(); });
    EXPECT_EQ(called, std::this_thread::get_id());
  }
}

TEST(ThreadPoolTest, AnExceptionIsThrownOnAndThePoolGoesOn) {
  ThreadPool pool(3);
  std::atomic<int> calls = 0;
  EXPECT_THROW(pool.run([&] {
    if (++calls == 2) throw std::runtime_error("one of them");
  }),
               std::runtime_error);
  EXPECT_EQ(calls, 3);
  calls = 0;
  pool.run([&] { ++calls; });
  EXPECT_EQ(calls, 3);
}

TEST(ThreadPoolTest, CallersTakeTurns) {
  ThreadPool pool(2);
  std::atomic<int> at_work = 0, most = 0;
  const auto call = [&] {
    for (int i = 0; i < 100; ++i)
      pool.run([&] {
        const int now = ++at_work;
        int seen = most;
        while (now > seen && !most.compare_exchange_weak(seen, now)) {
        }
        --at_work;
      });
  };
  std::thread other(call);
  call();
  other.join();
  EXPECT_LE(most, 2);
}

TEST(ParallelForTest, DoesEachItemOnce) {
  ThreadPool pool(4);
  for (const std::size_t count : {0U, 1U, 3U, 1000U}) {
    std::vector<std::atomic<int>> done(count);
    parallel_for(pool, count, [&](std::size_t i) { ++done[i]; });
    for (const std::atomic<int>& one : done) EXPECT_EQ(one, 1);
  }
}

TEST(ParallelForTest, TheFirstExceptionEndsIt) {
  ThreadPool pool(4);
  std::atomic<std::size_t> done = 0;
  EXPECT_THROW(parallel_for(pool, 1000000,
                            [&](std::size_t i) {
                              ++done;
                              if (i == 10) throw std::runtime_error("the eleventh");
                            }),
               std::runtime_error);
  EXPECT_LT(done, 1000000U);
}

}  // namespace
}  // namespace affectus
