// What the server has done, in Prometheus' text format.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace affectus {

/// Counts values in the classes of fixed bounds. Thread-safe.
class Histogram {
 public:
  static constexpr std::array<double, 10> bounds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30};

  void add(double value);
  std::string text(const std::string& name) const;

 private:
  std::array<std::atomic<std::uint64_t>, bounds.size() + 1> counts_{};
  std::atomic<double> sum_ = 0;
};

/// Thread-safe.
struct Metrics {
  std::atomic<std::uint64_t> connections = 0;  // open
  std::atomic<std::uint64_t> streams = 0;      // open
  std::atomic<std::uint64_t> recordings = 0;   // in work or waiting
  std::atomic<std::uint64_t> streams_total = 0;
  std::atomic<std::uint64_t> upload_bytes = 0;
  std::atomic<std::uint64_t> rows = 0;  // of recordings and of streams
  std::atomic<std::uint64_t> batches = 0;
  std::atomic<std::uint64_t> windows = 0;  // scored in these batches
  std::atomic<std::uint64_t> dropped = 0;  // measurements that slow readers missed
  std::atomic<double> audio_s = 0;         // scored
  Histogram request_s;                     // of recordings: from the head of the request to the end of the answer
  Histogram measurement_s;                 // of streams: from the bytes that complete a window to its event in the outbox

  void count_request(const std::string& route, int status);
  std::string text() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::uint64_t> requests_;
};

}  // namespace affectus
