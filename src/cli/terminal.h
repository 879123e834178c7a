// A terminal that shows a screen of text again and again.
#pragma once

#include <cstddef>
#include <string>

#include "cli/text_screen.h"

namespace affectus {

/// What the user's environment says of a terminal.
struct TerminalFacts {
  bool is_usable = false;   // standard output is a terminal whose cursor moves (TERM is set and not "dumb")
  bool has_colour = false;  // and NO_COLOR is not set, or empty (no-color.org)
  bool is_utf8 = false;     // LC_ALL, LC_CTYPE or LANG, the first that is set, names UTF-8

  static TerminalFacts of_standard_output();
};

/// Uses the terminal's second screen while it lives, so that what was there before comes back. For one thread.
class Terminal {
 public:
  explicit Terminal(const TerminalFacts& facts);
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal();

  /// An empty screen of the terminal's present size, at least 1 x 1.
  TextScreen blank() const;
  /// Shows the screen. Throws Error(unwritable) if the terminal is gone.
  void show(const TextScreen& screen);

 private:
  TerminalFacts facts_;
  std::size_t width_ = 0;  // of what was shown last
  std::size_t height_ = 0;
};

}  // namespace affectus
