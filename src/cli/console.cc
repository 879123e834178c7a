#include "cli/console.h"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <system_error>
#include <utility>

#include "text/text.h"

namespace affectus {
namespace {

constexpr int bar_width = 24;
constexpr std::chrono::milliseconds between_drawings{100};

std::string bar(double fraction) {
  const int full = static_cast<int>(fraction * bar_width);
  std::string text(static_cast<std::size_t>(full), '=');
  if (full < bar_width) text += '>';
  text.resize(bar_width, ' ');
  return "[" + text + "]";
}

}  // namespace

Screen Screen::standard_error() { return {.is_terminal = ::isatty(STDERR_FILENO) != 0}; }

Console::Console(bool quiet, std::string program, Screen screen)
    : quiet_(quiet), program_(std::move(program)), screen_(screen) {}
Console::~Console() {
  end_progress();
  if (!beat_.joinable()) return;
  beat_.request_stop();
  beat_.join();
}

void Console::erase_line() {
  if (line_shown_) std::cerr << "\r\033[K";
  line_shown_ = false;
}

void Console::show(const std::string& prefix, const std::string& message) {
  const std::lock_guard lock(mutex_);
  erase_line();
  std::cerr << program_ << ": " << prefix << printable(message) << std::endl;
}

void Console::error(const std::string& message) { show("", message); }
void Console::warning(const std::string& message) {
  if (!quiet_) show("warning: ", message);
}
void Console::note(const std::string& message) {
  if (!quiet_) show("", message);
}

void Console::progress(double fraction, const std::string& text) { tell(std::clamp(fraction, 0.0, 1.0), text); }
void Console::working(const std::string& text) { tell(std::nullopt, text); }

void Console::tell(std::optional<double> fraction, const std::string& text) {
  if (quiet_) return;
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (!begun_) {
    drawn_ = now;
    changed_.notify_all();
  }
  if (!begun_ || (fraction && !fraction_)) {
    begin_ = now;
    begin_fraction_ = fraction.value_or(0);
  }
  begun_ = true;
  fraction_ = fraction;
  text_ = text;
  if (!screen_.is_terminal) {
    start_beat();
    if (now - drawn_ < screen_.between_lines) return;
    drawn_ = now;
    std::cerr << program_ << ": " << so_far(now) << std::endl;
    return;
  }
  if (line_shown_ && now - drawn_ < between_drawings) return;
  drawn_ = now;
  erase_line();
  std::cerr << (fraction ? bar(*fraction) + " " : "") << so_far(now) << std::flush;
  line_shown_ = true;
}

std::string Console::so_far(std::chrono::steady_clock::time_point now) const {
  if (!fraction_) return printable(text_);
  const double elapsed_s = std::chrono::duration<double>(now - begin_).count(), done = *fraction_ - begin_fraction_;
  std::string left;
  if (done > 0.01 && elapsed_s > 0.5) left = ", " + clock_text(elapsed_s * (1 - *fraction_) / done) + " left";
  return std::to_string(static_cast<int>(*fraction_ * 100)) + " %, " + printable(text_) + left;
}

// Under the lock. A thread that cannot be started is done without. Signals are the other threads' to hear.
void Console::start_beat() {
  if (beat_.joinable() || screen_.between_lines <= std::chrono::milliseconds(0)) return;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    beat_ = std::jthread([this](const std::stop_token& stopped) { beat(stopped); });
  } catch (const std::system_error&) {
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Console::beat(const std::stop_token& stopped) {
  std::unique_lock lock(mutex_);
  while (!stopped.stop_requested()) {
    if (!begun_) {
      changed_.wait(lock, stopped, [this] { return begun_; });
      continue;
    }
    const auto due = drawn_ + screen_.between_lines;
    if (const auto now = std::chrono::steady_clock::now(); now >= due) {
      drawn_ = now;
      std::cerr << program_ << ": " << so_far(now) << std::endl;
      continue;
    }
    changed_.wait_until(lock, stopped, due, [this] { return !begun_; });
  }
}

void Console::end_progress() {
  const std::lock_guard lock(mutex_);
  erase_line();
  std::cerr << std::flush;
  begun_ = false;
  changed_.notify_all();
}

}  // namespace affectus
