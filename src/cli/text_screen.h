// A screen of text that is drawn in memory: a test reads it, and a terminal shows it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace affectus {

/// What a character is, from which its colour follows.
enum class Ink { plain, faint, strong, good, warning, bad, activation, valence, dominance };

class TextScreen {
 public:
  TextScreen(std::size_t width, std::size_t height);

  std::size_t width() const { return width_; }
  std::size_t height() const { return height_; }

  /// Writes one line of text (control characters are shown escaped) from a cell on. What lies beyond the right end or below
  /// the screen is left out; so is a wide character of which only a half fits. Returns the column after the text.
  std::size_t put(std::size_t line, std::size_t column, std::string_view text, Ink ink = Ink::plain);

  /// The lines, each without spaces at its end, with line feeds between them.
  std::string text() const;
  /// The same for a terminal: lines begin at their left end and are cleared behind their text. With `colour`, inks are those
  /// of ECMA-48 (SGR); without, nothing but text is there.
  std::string encoded(bool colour) const;

 private:
  struct Cell {
    std::string character = " ";  // with its combining marks; empty: the right half of a wide one
    Ink ink = Ink::plain;
  };
  /// The number of cells of a line up to its last character that is no space.
  std::size_t used(std::size_t line) const;

  std::size_t width_;
  std::size_t height_;
  std::vector<Cell> cells_;  // line by line
};

}  // namespace affectus
