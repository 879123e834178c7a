#include "serve/metrics.h"

#include <algorithm>

#include "text/text.h"

namespace affectus {
namespace {

std::string head(const std::string& name, const char* kind, const char* help) {
  return "# HELP " + name + " " + help + "\n# TYPE " + name + " " + kind + "\n";
}

std::string line(const std::string& name, const char* kind, const char* help, double value) {
  return head(name, kind, help) + name + " " + shortest_double(value) + "\n";
}

std::string line(const std::string& name, const char* kind, const char* help, std::uint64_t value) {
  return head(name, kind, help) + name + " " + std::to_string(value) + "\n";
}

}  // namespace

void Histogram::add(double value) {
  const auto place = std::ranges::lower_bound(bounds, value) - bounds.begin();
  counts_[static_cast<std::size_t>(place)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

std::string Histogram::text(const std::string& name) const {
  std::string text;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    sum += counts_[i].load(std::memory_order_relaxed);
    const std::string bound = i < bounds.size() ? shortest_double(bounds[i]) : "+Inf";
    text += name + "_bucket{le=\"" + bound + "\"} " + std::to_string(sum) + "\n";
  }
  return text + name + "_sum " + shortest_double(sum_.load()) + "\n" + name + "_count " + std::to_string(sum) + "\n";
}

void Metrics::count_request(const std::string& route, int status) {
  const std::lock_guard lock(mutex_);
  ++requests_[{route, status}];
}

std::string Metrics::text() const {
  std::string text = head("affectus_requests_total", "counter", "Requests by route and status");
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, count] : requests_)
      text += "affectus_requests_total{route=\"" + key.first + "\",status=\"" + std::to_string(key.second) + "\"} " +
              std::to_string(count) + "\n";
  }
  text += line("affectus_connections", "gauge", "Open connections", connections.load());
  text += line("affectus_streams", "gauge", "Open streams", streams.load());
  text += line("affectus_recordings", "gauge", "Recordings that are scored or wait for it", recordings.load());
  text += line("affectus_streams_total", "counter", "Streams so far", streams_total.load());
  text += line("affectus_upload_bytes_total", "counter", "Bytes of recordings", upload_bytes.load());
  text += line("affectus_audio_seconds_total", "counter", "Seconds of audio that were scored", audio_s.load());
  text += line("affectus_rows_total", "counter", "Rows of recordings and measurements of streams", rows.load());
  text += line("affectus_batches_total", "counter", "Batches of windows that were scored together", batches.load());
  text += line("affectus_windows_total", "counter", "Windows in these batches", windows.load());
  text += line("affectus_dropped_total", "counter", "Measurements that slow readers missed", dropped.load());
  text += head("affectus_request_seconds", "histogram", "Requests with recordings, from head to end of the answer");
  text += request_s.text("affectus_request_seconds");
  text += head("affectus_measurement_seconds", "histogram", "Streams, from the bytes that complete a window to its event");
  return text + measurement_s.text("affectus_measurement_seconds");
}

}  // namespace affectus
