// The server's log: JSON lines on standard error. Audio, tokens and queries never come into it.
#pragma once

#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace affectus {

/// Thread-safe.
class ServerLog {
 public:
  /// `quiet`: errors only.
  explicit ServerLog(bool quiet) : quiet_(quiet) {}

  /// A line {"time", "level", "event", and `facts`, an object}.
  void info(const std::string& event, const nlohmann::ordered_json& facts);
  void error(const std::string& event, const nlohmann::ordered_json& facts);

 private:
  void write(const char* level, const std::string& event, const nlohmann::ordered_json& facts);

  const bool quiet_;
  std::mutex mutex_;
};

}  // namespace affectus
