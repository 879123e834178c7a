// Prepares batches on background threads while the network learns from earlier ones.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "training/batch.h"

namespace affectus {

/// Gives batches 0 to count - 1 in this order; make(i) is called on background threads, at most a few batches ahead.
class BatchLoader {
 public:
  BatchLoader(std::size_t count, std::size_t threads, std::function<Batch(std::size_t)> make);
  ~BatchLoader();

  /// The next batch; absent after the last. Throws the exception of making it.
  std::optional<Batch> next();

 private:
  struct Slot {
    std::optional<Batch> batch;
    std::exception_ptr failure;
  };
  void work();

  std::function<Batch(std::size_t)> make_;
  std::size_t ahead_;
  std::mutex mutex_;  // protects all below
  std::condition_variable changed_;
  std::vector<Slot> slots_;
  std::size_t started_ = 0;
  std::size_t taken_ = 0;
  bool stopping_ = false;
  std::vector<std::jthread> workers_;  // last, so that they are joined before the other members are destroyed
};

}  // namespace affectus
