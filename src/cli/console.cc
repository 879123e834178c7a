#include "cli/console.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>
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
Console::~Console() { end_progress(); }

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

void Console::progress(double fraction, const std::string& text) {
  if (quiet_) return;
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  fraction = std::clamp(fraction, 0.0, 1.0);
  if (!begun_) {
    begin_ = now;
    begin_fraction_ = fraction;
    begun_ = true;
    drawn_ = now;
  }
  if (screen_.is_terminal ? line_shown_ && now - drawn_ < between_drawings : now - drawn_ < screen_.between_lines) return;
  drawn_ = now;
  const double elapsed_s = std::chrono::duration<double>(now - begin_).count(), done = fraction - begin_fraction_;
  std::string left;
  if (done > 0.01 && elapsed_s > 0.5) left = ", " + clock_text(elapsed_s * (1 - fraction) / done) + " left";
  const std::string so_far = std::to_string(static_cast<int>(fraction * 100)) + " %, " + printable(text) + left;
  if (!screen_.is_terminal) {
    std::cerr << program_ << ": " << so_far << std::endl;
    return;
  }
  erase_line();
  std::cerr << bar(fraction) << ' ' << so_far << std::flush;
  line_shown_ = true;
}

void Console::end_progress() {
  const std::lock_guard lock(mutex_);
  erase_line();
  std::cerr << std::flush;
  begun_ = false;
}

}  // namespace affectus
