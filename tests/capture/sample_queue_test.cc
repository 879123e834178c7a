#include "capture/sample_queue.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

namespace affectus {
namespace {

constexpr std::chrono::milliseconds at_once{0};
constexpr std::chrono::seconds long_enough{30};

TEST(SampleQueue, GivesWhatIsThereAsOneBlock) {
  SampleQueue queue(100);
  EXPECT_FALSE(queue.take(at_once));
  queue.push(std::vector<float>{1, 2});
  queue.push(std::vector<float>{3});
  EXPECT_EQ(queue.size(), 3U);
  const auto block = queue.take(at_once);
  ASSERT_TRUE(block);
  EXPECT_EQ(block->lost, 0U);
  EXPECT_EQ(block->samples, (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(queue.size(), 0U);
  EXPECT_FALSE(queue.take(at_once));
}

TEST(SampleQueue, LossesStandWhereTheyWere) {
  SampleQueue queue(100);
  queue.push(std::vector<float>{1});
  queue.push(std::vector<float>{2}, 7);
  queue.push(std::vector<float>{3});
  EXPECT_EQ(queue.take(at_once)->samples, std::vector<float>{1});
  const auto second = queue.take(at_once);
  EXPECT_EQ(second->lost, 7U);
  EXPECT_EQ(second->samples, (std::vector<float>{2, 3}));
}

TEST(SampleQueue, WhatDoesNotFitIsLostAndCounted) {
  SampleQueue queue(4);
  queue.push(std::vector<float>{1, 2, 3});
  queue.push(std::vector<float>{4, 5});
  queue.push(std::vector<float>{6, 7, 8});
  EXPECT_EQ(queue.size(), 3U);
  EXPECT_EQ(queue.take(at_once)->samples.size(), 3U);
  queue.push(std::vector<float>{9});
  const auto after = queue.take(at_once);
  EXPECT_EQ(after->lost, 5U);
  EXPECT_EQ(after->samples, std::vector<float>{9});
  queue.push(std::vector<float>(9));
  queue.close();
  EXPECT_EQ(queue.take(at_once)->lost, 9U);
}

TEST(SampleQueue, AFailureComesAfterTheSamples) {
  SampleQueue queue(10);
  queue.push(std::vector<float>{1});
  queue.close(std::make_exception_ptr(std::runtime_error("gone")));
  EXPECT_FALSE(queue.is_over());
  EXPECT_TRUE(queue.take(at_once));
  EXPECT_FALSE(queue.is_over());
  EXPECT_THROW(queue.take(at_once), std::runtime_error);
  EXPECT_TRUE(queue.is_over());
  EXPECT_FALSE(queue.take(at_once));
}

TEST(SampleQueue, NothingIsLostBetweenThreads) {
  SampleQueue queue(1000000);
  std::thread writer([&] {
    for (int i = 0; i < 1000; ++i) queue.push(std::vector<float>(100, static_cast<float>(i)));
    queue.close();
  });
  std::vector<float> all;
  while (!queue.is_over())
    if (const auto block = queue.take(long_enough)) {
      EXPECT_EQ(block->lost, 0U);
      all.insert(all.end(), block->samples.begin(), block->samples.end());
    }
  writer.join();
  ASSERT_EQ(all.size(), 100000U);
  for (std::size_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i], static_cast<float>(i / 100));
}

}  // namespace
}  // namespace affectus
