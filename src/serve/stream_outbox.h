// What a stream tells its client, on its way from the threads that score to the connection.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

namespace affectus {

/// Holds a bounded number of measurements: a client that reads slowly misses the oldest. Other events are never dropped.
/// Thread-safe.
class StreamOutbox {
 public:
  static constexpr std::size_t most_measurements = 256;

  /// `notify` is called, from any thread, when there is something to take.
  explicit StreamOutbox(std::function<void()> notify) : notify_(std::move(notify)) {}

  // The stream's side.
  void put(std::string event);
  void put_measurement(std::string event);
  /// No more will come.
  void end();
  std::uint64_t dropped() const;
  /// A client that reads has much to read: measurements would be dropped that it would have taken a little later.
  bool is_pressed() const;

  // The connection's side.
  /// False if there is none at present.
  bool take(std::string& event);
  bool is_over() const;  // ended, and all was taken

 private:
  struct Event {
    std::string text;
    bool is_measurement;
  };
  const std::function<void()> notify_;
  mutable std::mutex mutex_;  // guards all below
  std::deque<Event> events_;
  std::size_t measurements_ = 0;  // of these
  std::uint64_t dropped_ = 0;
  bool has_ended_ = false;
  std::chrono::steady_clock::time_point last_taken_;
};

}  // namespace affectus
