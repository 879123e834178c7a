// What a person sees beside the results: messages and progress on standard error.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>

namespace affectus {

/// Thread-safe. Progress is drawn on a terminal only, and never mixes with messages.
class Console {
 public:
  /// `program` begins every message.
  explicit Console(bool quiet, std::string program = "affectus");
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  bool quiet() const { return quiet_; }
  /// Errors are shown even when quiet.
  void error(const std::string& message);
  void warning(const std::string& message);
  void note(const std::string& message);
  /// `fraction` from 0 to 1; `text` is what was done so far. The time left follows from the first call's fraction and time.
  /// Drawn at most ten times a second.
  void progress(double fraction, const std::string& text);
  /// Takes the progress line away; the next call of progress() is a first one again.
  void end_progress();

 private:
  void show(const std::string& prefix, const std::string& message);
  void erase_line();

  const bool quiet_;
  const bool terminal_;
  const std::string program_;
  std::mutex mutex_;  // guards standard error and what follows
  bool line_shown_ = false;
  std::chrono::steady_clock::time_point drawn_;
  std::chrono::steady_clock::time_point begin_;
  double begin_fraction_ = 0;
  bool begun_ = false;
};

}  // namespace affectus
