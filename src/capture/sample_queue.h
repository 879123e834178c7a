// Hands samples from the thread that a device needs to the one that scores them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace affectus {

/// Samples of one signal, in order.
struct CapturedBlock {
  std::size_t lost = 0;        // samples that are missing before these
  std::vector<float> samples;  // may be empty, where the end of the signal is lost
};

/// Thread-safe. The device does not wait: what the reader does not take in time is lost, and counted.
class SampleQueue {
 public:
  /// Holds up to `most` samples.
  explicit SampleQueue(std::size_t most) : most_(most) {}

  /// `lost` samples are missing before these.
  void push(std::span<const float> samples, std::size_t lost = 0);
  /// No more will come: the device failed, or (null) the signal ended.
  void close(std::exception_ptr failure = nullptr);

  /// All that is there, as one block up to the next loss; waits for it up to `patience`. Absent if nothing came. Throws what
  /// closed the queue, once all samples before it were taken.
  std::optional<CapturedBlock> take(std::chrono::milliseconds patience);
  /// Whether it was closed and all was taken.
  bool is_over() const;
  /// Samples that wait.
  std::size_t size() const;

 private:
  const std::size_t most_;
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::deque<CapturedBlock> blocks_;
  std::size_t size_ = 0;
  std::size_t lost_ = 0;  // since the last block
  bool is_closed_ = false;
  std::exception_ptr failure_;
};

}  // namespace affectus
