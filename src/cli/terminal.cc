#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string_view>

#include "affectus/error.h"
#include "storage/file_descriptor.h"
#include "text/letter_case.h"

namespace affectus {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool names_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (const std::string_view value = variable(name); !value.empty()) {
      const std::string lower = lower_case(std::string(value));
      return lower.find("utf-8") != std::string::npos || lower.find("utf8") != std::string::npos;
    }
  return false;
}

}  // namespace

TerminalFacts TerminalFacts::of_standard_output() {
  const std::string_view kind = variable("TERM");
  TerminalFacts facts;
  facts.is_usable = ::isatty(STDOUT_FILENO) != 0 && !kind.empty() && kind != "dumb";
  facts.has_colour = facts.is_usable && variable("NO_COLOR").empty();
  facts.is_utf8 = names_utf8();
  return facts;
}

Terminal::Terminal(const TerminalFacts& facts) : facts_(facts) {
  write_all(STDOUT_FILENO, "\033[?1049h\033[?25l");  // the second screen, without the cursor
}

Terminal::~Terminal() {
  try {
    write_all(STDOUT_FILENO, "\033[0m\033[?25h\033[?1049l");
  } catch (...) {  // it is gone
  }
}

TextScreen Terminal::blank() const {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {80, 24};
  return {std::clamp<std::size_t>(size.ws_col, 1, 1000), std::clamp<std::size_t>(size.ws_row, 1, 1000)};
}

void Terminal::show(const TextScreen& screen) {
  // A terminal that was resized has moved its lines.
  const bool is_resized = screen.width() != width_ || screen.height() != height_;
  width_ = screen.width();
  height_ = screen.height();
  if (!write_all(STDOUT_FILENO, (is_resized ? "\033[2J\033[H" : "\033[H") + screen.encoded(facts_.has_colour)))
    throw Error(ErrorCode::unwritable, "the terminal cannot be written to: " + system_reason(errno));
}

}  // namespace affectus
