#include "cli/console.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "text/text.h"

namespace affectus {
namespace {

constexpr int bar_width = 24;

std::string bar(double fraction) {
  const int full = static_cast<int>(fraction * bar_width);
  std::string text(static_cast<std::size_t>(full), '=');
  if (full < bar_width) text += '>';
  text.resize(bar_width, ' ');
  return "[" + text + "]";
}

}  // namespace

Console::Console(bool quiet) : quiet_(quiet), terminal_(::isatty(STDERR_FILENO) != 0) {}
Console::~Console() { end_progress(); }

void Console::erase_line() {
  if (line_shown_) std::cerr << "\r\033[K";
  line_shown_ = false;
}

void Console::show(const std::string& prefix, const std::string& message) {
  const std::lock_guard lock(mutex_);
  erase_line();
  std::cerr << "affectus: " << prefix << message << std::endl;
}

void Console::error(const std::string& message) { show("", message); }
void Console::warning(const std::string& message) {
  if (!quiet_) show("warning: ", message);
}
void Console::note(const std::string& message) {
  if (!quiet_) show("", message);
}

void Console::progress(double fraction, const std::string& text) {
  if (quiet_ || !terminal_) return;
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (!begun_) {
    begin_ = now;
    begun_ = true;
  }
  fraction = std::clamp(fraction, 0.0, 1.0);
  const double elapsed_s = std::chrono::duration<double>(now - begin_).count();
  std::string left;
  if (fraction > 0.01 && elapsed_s > 0.5) left = ", " + clock_text(elapsed_s * (1 - fraction) / fraction) + " left";
  erase_line();
  std::cerr << bar(fraction) << ' ' << static_cast<int>(fraction * 100) << " %, " << text << left << std::flush;
  line_shown_ = true;
}

void Console::end_progress() {
  const std::lock_guard lock(mutex_);
  erase_line();
  std::cerr << std::flush;
}

}  // namespace affectus
