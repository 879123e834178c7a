// What a person sees beside the results: messages and progress on standard error.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>

namespace affectus {

/// What standard error is shown on.
struct Screen {
  bool is_terminal = false;
  std::chrono::milliseconds between_lines = std::chrono::minutes(1);  // of progress, where it is no terminal

  static Screen standard_error();
};

/// Thread-safe. Progress is drawn on a terminal, and is a line now and then elsewhere; it never mixes with messages. What
/// names of files bring of control characters is shown escaped.
class Console {
 public:
  /// `program` begins every message.
  explicit Console(bool quiet, std::string program = "affectus", Screen screen = Screen::standard_error());
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
  const std::string program_;
  const Screen screen_;
  std::mutex mutex_;  // guards standard error and what follows
  bool line_shown_ = false;
  std::chrono::steady_clock::time_point drawn_;
  std::chrono::steady_clock::time_point begin_;
  double begin_fraction_ = 0;
  bool begun_ = false;
};

}  // namespace affectus
