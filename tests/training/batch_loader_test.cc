#include "training/batch_loader.h"

#include <gtest/gtest.h>

#include <new>

#include "training/allocation_limit.h"

namespace affectus {
namespace {

constexpr std::size_t count = 20;

// Batch i has one category, i.
Batch make_batch(std::size_t i) { return {.categories = {static_cast<int>(i)}}; }

// The batches that come, all in their order; throws what the loader does.
std::size_t batches_of(BatchLoader& loader) {
  std::size_t batches = 0;
  while (const std::optional<Batch> batch = loader.next())
    EXPECT_EQ(batch->categories, std::vector{static_cast<int>(batches++)});
  return batches;
}

TEST(BatchLoaderTest, GivesAllBatchesInTheirOrder) {
  for (const std::size_t threads : {0U, 1U, 3U, 40U}) {
    BatchLoader loader(count, threads, make_batch);
    EXPECT_EQ(batches_of(loader), count);
  }
}

TEST(BatchLoaderTest, ThrowsWhatMakingABatchThrew) {
  BatchLoader loader(count, 2, [](std::size_t i) { return i < 5 ? make_batch(i) : throw std::runtime_error("no batch"); });
  EXPECT_THROW(batches_of(loader), std::runtime_error);
}

TEST(BatchLoaderTest, EndsBeforeItsBatchesAreTaken) {
  BatchLoader loader(count, 3, make_batch);
  EXPECT_TRUE(loader.next());
}

// Wherever memory ends while the threads are started, the batches come from those that are there.
TEST(BatchLoaderTest, GoesOnWhereMemoryEndsBetweenThreads) {
  std::size_t whole = 0;
  for (std::size_t allocations = 0; allocations < 30; ++allocations) {
    std::optional<BatchLoader> loader;
    try {
      const testing::AllocationLimit limit(allocations);
      loader.emplace(count, 8, make_batch);
    } catch (const std::bad_alloc&) {
      continue;  // not even the list of batches
    }
    EXPECT_EQ(batches_of(*loader), count) << allocations;
    ++whole;
  }
  EXPECT_GE(whole, 20U);
}

}  // namespace
}  // namespace affectus
