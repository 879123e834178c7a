#include "cli/text_screen.h"

#include "text/text.h"

namespace affectus {
namespace {

std::string_view code_of(Ink ink) {
  switch (ink) {
    case Ink::plain:
      return "0";
    case Ink::faint:
      return "2";
    case Ink::strong:
      return "1";
    case Ink::good:
      return "32";
    case Ink::warning:
      return "33";
    case Ink::bad:
      return "1;31";
    case Ink::activation:
      return "36";
    case Ink::valence:
      return "35";
    case Ink::dominance:
      return "34";
  }
  return "0";
}

// Of valid UTF-8.
std::size_t bytes_of_first(std::string_view text) {
  std::size_t count = 1;
  while (count < text.size() && (static_cast<unsigned char>(text[count]) & 0xC0U) == 0x80) ++count;
  return count;
}

}  // namespace

TextScreen::TextScreen(std::size_t width, std::size_t height) : width_(width), height_(height), cells_(width * height) {}

std::size_t TextScreen::put(std::size_t line, std::size_t column, std::string_view text, Ink ink) {
  const std::string shown = printable(text);
  for (std::string_view rest = shown; !rest.empty();) {
    const std::string_view character = rest.substr(0, bytes_of_first(rest));
    rest.remove_prefix(character.size());
    const std::size_t columns = display_width(character);
    if (line >= height_ || column + columns > width_) return width_;
    Cell* cell = &cells_[line * width_ + column];
    if (columns == 0) {
      if (column > 0) (cell - 1)->character += character;
      continue;
    }
    *cell = {std::string(character), ink};
    if (columns == 2) cell[1] = {"", ink};
    column += columns;
  }
  return column;
}

std::size_t TextScreen::used(std::size_t line) const {
  std::size_t count = width_;
  while (count > 0 && cells_[line * width_ + count - 1].character == " ") --count;
  return count;
}

std::string TextScreen::text() const {
  std::string text;
  for (std::size_t line = 0; line < height_; ++line) {
    if (line > 0) text += '\n';
    for (std::size_t i = 0; i < used(line); ++i) text += cells_[line * width_ + i].character;
  }
  return text;
}

std::string TextScreen::encoded(bool colour) const {
  std::string text;
  for (std::size_t line = 0; line < height_; ++line) {
    if (line > 0) text += "\r\n";
    Ink ink = Ink::plain;
    const auto change = [&](Ink next) {
      if (!colour || next == ink) return;
      // Each ink begins anew: "strong" must not stay.
      text += "\033[0";
      if (next != Ink::plain) text += ";" + std::string(code_of(next));
      text += 'm';
      ink = next;
    };
    for (std::size_t i = 0; i < used(line); ++i) {
      const Cell& cell = cells_[line * width_ + i];
      change(cell.ink);
      text += cell.character;
    }
    change(Ink::plain);
    text += "\033[K";
  }
  return text;
}

}  // namespace affectus
