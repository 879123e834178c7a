#include "serve/log.h"

#include <unistd.h>

#include <chrono>
#include <ctime>
#include <nlohmann/json.hpp>

#include "storage/file_descriptor.h"

namespace affectus {
namespace {

// RFC 3339, UTC, with milliseconds.
std::string now_text() {
  const auto now = std::chrono::system_clock::now();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32], whole[48];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  std::snprintf(whole, sizeof whole, "%s.%03dZ", text, static_cast<int>(ms));
  return whole;
}

}  // namespace

void ServerLog::info(const std::string& event, const nlohmann::ordered_json& facts) {
  if (!quiet_) write("info", event, facts);
}

void ServerLog::error(const std::string& event, const nlohmann::ordered_json& facts) { write("error", event, facts); }

void ServerLog::write(const char* level, const std::string& event, const nlohmann::ordered_json& facts) {
  nlohmann::ordered_json line{{"time", now_text()}, {"level", level}, {"event", event}};
  line.update(facts);
  const std::string text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  const std::lock_guard lock(mutex_);
  write_all(STDERR_FILENO, text);  // a log that nobody can read stops no request
}

}  // namespace affectus
