// Work goes on where threads cannot be started.
#include "threads/few_threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "affectus/batch.h"
#include "affectus/model_folder.h"
#include "affectus/session.h"
#include "failure.h"
#include "threads/parallel.h"
#include "threads/thread_pool.h"

namespace affectus {
namespace {

class FewThreadsTest : public ::testing::Test {
 protected:
  void TearDown() override { testing::threads_left = 1 << 20; }
};

TEST_F(FewThreadsTest, APoolIsAsLargeAsTheSystemAllows) {
  for (const int allowed : {0, 1, 2}) {
    testing::threads_left = allowed;
    ThreadPool pool(8);
    EXPECT_EQ(pool.size(), static_cast<std::size_t>(allowed) + 1);
    std::atomic<int> calls = 0;
    pool.run([&] { ++calls; });
    EXPECT_EQ(calls, allowed + 1);
    std::vector<std::atomic<int>> done(100);
    parallel_for(pool, done.size(), [&](std::size_t i) { ++done[i]; });
    for (const std::atomic<int>& one : done) EXPECT_EQ(one, 1);
  }
}

class Counter : public RowSink {
 public:
  void begin(const Recording&) override {}
  void row(const EmotionSegment&) override { ++rows; }
  void end(const RecordingEnd& end) override { failures += end.failure ? 1 : 0; }
  std::size_t rows = 0, failures = 0;
};

TEST_F(FewThreadsTest, ABatchIsDoneWithThoseThatStarted) {
  const auto model = load_model_folder(AFFECTUS_SOURCE_DIR "/models/affectus-mfb");
  const std::string speech = AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac";
  const std::vector<FileTask> tasks(5, FileTask{.name = "speech", .path = speech});
  for (const int allowed : {0, 2}) {
    testing::threads_left = allowed;
    Counter counter;
    predict_files(model, tasks, {.prediction = {.window_s = 2}, .threads = 8}, counter);
    EXPECT_EQ(counter.rows, 5U * 13U);
    EXPECT_EQ(counter.failures, 0U);
  }
}

TEST_F(FewThreadsTest, BytesThatNeedAThreadSaySo) {
  Session session(load_model_folder(AFFECTUS_SOURCE_DIR "/models/affectus-mfb"), {});
  testing::threads_left = 0;
  std::vector<EmotionSegment> rows;
  const std::vector<std::byte> bytes(100);
  EXPECT_EQ(testing::failure_code([&] { session.push_encoded(bytes, rows); }), ErrorCode::unsupported);
}

}  // namespace
}  // namespace affectus
