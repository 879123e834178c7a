// Messages and progress for the user, on standard error.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

namespace affectus {

/// The properties of standard error.
struct Screen {
  bool is_terminal = false;
  std::chrono::milliseconds between_lines = std::chrono::minutes(1);  // of progress, if it is not a terminal

  static Screen standard_error();
};

/// Thread-safe. Progress is drawn on a terminal. Elsewhere it is a line after each `between_lines`, with or without progress
/// meanwhile; shorter work has none. It never mixes with messages. Control characters in file names are shown escaped.
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
  /// `fraction` is from 0 to 1; `text` describes the work so far. The remaining time is estimated from the first call's
  /// fraction and time. Drawn at most ten times a second.
  void progress(double fraction, const std::string& text);
  /// The same for work of unknown length; `text` describes it.
  void working(const std::string& text);
  /// Removes the progress line; the next call of progress() or working() counts as the first again.
  void end_progress();

 private:
  void show(const std::string& prefix, const std::string& message);
  void erase_line();
  void tell(std::optional<double> fraction, const std::string& text);
  std::string so_far(std::chrono::steady_clock::time_point now) const;
  void start_beat();
  void beat(const std::stop_token& stopped);

  const bool quiet_;
  const std::string program_;
  const Screen screen_;
  std::mutex mutex_;  // guards standard error and the members below
  bool line_shown_ = false;
  std::chrono::steady_clock::time_point drawn_;
  std::chrono::steady_clock::time_point begin_;
  double begin_fraction_ = 0;
  bool begun_ = false;
  std::optional<double> fraction_;  // of the last call
  std::string text_;
  std::condition_variable_any changed_;
  std::jthread beat_;  // if standard error is not a terminal: prints after a long time without calls
};

}  // namespace affectus
