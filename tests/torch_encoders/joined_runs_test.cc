#include "torch_encoders/joined_runs.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace affectus {
namespace {

at::Tensor utterance(std::int64_t length) { return at::full({1, length}, static_cast<float>(length)); }

// Of all utterances that come while the first is computed.
struct Batches {
  std::vector<std::vector<std::int64_t>> lengths;
  std::vector<float> results;
};

Batches batches_of(const std::vector<std::int64_t>& lengths, std::int64_t largest) {
  Batches found;
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t started = 0;
  bool may_end = false;
  JoinedRuns runs(
      [&](std::span<const at::Tensor> batch) {
        std::vector<at::Tensor> results;
        std::vector<std::int64_t>& own = found.lengths.emplace_back();
        for (const at::Tensor& one : batch) {
          own.push_back(one.size(1));
          results.push_back(one.sum());
        }
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return may_end; });
        return results;
      },
      largest);
  found.results.resize(lengths.size());
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    threads.emplace_back([&, i] {
      {
        const std::lock_guard lock(mutex);
        ++started;
        changed.notify_all();
      }
      found.results[i] = runs.run(utterance(lengths[i])).item<float>();
    });
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return started == i + 1; });
    lock.unlock();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // it waits in run() by then
  }
  {
    const std::lock_guard lock(mutex);
    may_end = true;
    changed.notify_all();
  }
  threads.clear();
  return found;
}

TEST(JoinedRunsTest, WhatComesMeanwhileIsTheNextBatch) {
  const std::vector<std::int64_t> lengths = {10, 10, 9, 10, 10};
  const Batches found = batches_of(lengths, 1000);
  // Each has the result of its own, however they were joined.
  for (std::size_t i = 0; i < lengths.size(); ++i) EXPECT_EQ(found.results[i], static_cast<float>(lengths[i] * lengths[i]));
  ASSERT_GE(found.lengths.size(), 2U);
  EXPECT_EQ(found.lengths[0], std::vector<std::int64_t>{10});
  EXPECT_GT(found.lengths[1].size(), 1U);
}

TEST(JoinedRunsTest, ABatchIsBoundedAndOfSimilarLengths) {
  const Batches found = batches_of({5, 20, 100, 21, 20, 100, 100, 20}, 64);
  std::size_t count = 0;
  for (const std::vector<std::int64_t>& batch : found.lengths) {
    count += batch.size();
    const std::int64_t longest = *std::ranges::max_element(batch), shortest = *std::ranges::min_element(batch);
    if (batch.size() > 1) {
      EXPECT_LE(longest * static_cast<std::int64_t>(batch.size()), 64);
      EXPECT_GE(5 * shortest, 3 * longest);
    }
  }
  EXPECT_EQ(count, 8U);
}

TEST(JoinedRunsTest, AFailureIsOfOneUtteranceAlone) {
  JoinedRuns runs(
      [](std::span<const at::Tensor> batch) {
        std::vector<at::Tensor> results;
        for (const at::Tensor& one : batch) {
          if (one.size(1) == 13) throw std::runtime_error("thirteen");
          results.push_back(one.sum());
        }
        return results;
      },
      1000);
  std::vector<std::string> found(8);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < found.size(); ++i)
      threads.emplace_back([&, i] {
        try {
          found[i] = std::to_string(runs.run(utterance(i % 4 == 1 ? 13 : 12)).item<float>());
        } catch (const std::exception& error) {
          found[i] = error.what();
        }
      });
  }
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i], i % 4 == 1 ? "thirteen" : std::to_string(144.0F));
}

}  // namespace
}  // namespace affectus
