#include "text/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace affectus {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct Decoded {
  char32_t code = 0;
  std::size_t length = 1;
  bool valid = false;
};

// The character at the start of `text`, which is not empty. An invalid one has length 1.
Decoded decode(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1, true};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  char32_t code = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> smallest = {0, 0, 0x80, 0x800, 0x10000};
  if (code < smallest[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, length, true};
}

// Calls visit(code, bytes) for each character; invalid bytes come as U+FFFD.
template <typename Visit>
void for_each_character(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const Decoded character = decode(text);
    if (character.valid)
      visit(character.code, text.substr(0, character.length));
    else
      visit(char32_t{0xFFFD}, replacement);
    text.remove_prefix(character.length);
  }
}

bool is_control(char32_t code) { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

template <std::size_t N>
bool is_within(char32_t code, const std::array<std::pair<char32_t, char32_t>, N>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [code](const auto& range) { return code >= range.first && code <= range.second; });
}

// The blocks that matter in names and labels, after Unicode's EastAsianWidth and the general categories Mn and Cf.
constexpr std::array<std::pair<char32_t, char32_t>, 7> zero_width = {{
    {0x300, 0x36F},
    {0x483, 0x489},
    {0x591, 0x5BD},
    {0x64B, 0x65F},
    {0x200B, 0x200F},
    {0x20D0, 0x20F0},
    {0xFE00, 0xFE0F},
}};
constexpr std::array<std::pair<char32_t, char32_t>, 8> double_width = {{
    {0x1100, 0x115F},
    {0x2E80, 0xA4CF},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},
    {0x1F300, 0x1FAFF},
    {0x20000, 0x3FFFD},
}};

// Of a character of which markup is made; null for all others.
const char* entity_of(char32_t code) {
  switch (code) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    default:
      return nullptr;
  }
}

}  // namespace

std::string valid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  for_each_character(text, [&](char32_t, std::string_view bytes) { valid += bytes; });
  return valid;
}

std::size_t valid_prefix(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size()) {
    const Decoded character = decode(text.substr(length));
    if (!character.valid) break;
    length += character.length;
  }
  return length;
}

std::string escape_markup(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char one : text) {
    const char* const entity = entity_of(static_cast<unsigned char>(one));
    if (entity != nullptr)
      escaped += entity;
    else
      escaped += one;
  }
  return escaped;
}

std::string escape_xml(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for_each_character(text, [&](char32_t code, std::string_view bytes) {
    if (const char* const entity = entity_of(code))
      escaped += entity;
    else if (code == '"' || code == '\'' || code == '\n' || code == '\r' || code == '\t')
      escaped += code == '"' ? "&quot;" : "&#" + std::to_string(static_cast<int>(code)) + ";";
    else
      escaped += is_control(code) || code == 0xFFFE || code == 0xFFFF ? replacement : bytes;
  });
  return escaped;
}

std::string one_line(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  for_each_character(text, [&](char32_t code, std::string_view bytes) {
    line += is_control(code) || code == 0x2028 || code == 0x2029 ? " " : bytes;
  });
  return line;
}

std::string printable(std::string_view text) {
  const auto turns_direction = [](char32_t code) {
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  };
  const auto hexadecimal = [](char32_t code, std::size_t digits) {
    std::string number(digits, '0');
    for (std::size_t i = digits; i > 0; --i, code >>= 4U) number[i - 1] = "0123456789abcdef"[code & 0xFU];
    return number;
  };
  std::string shown;
  shown.reserve(text.size());
  for_each_character(text, [&](char32_t code, std::string_view bytes) {
    if (code == '\n')
      shown += "\\n";
    else if (code == '\t')
      shown += "\\t";
    else if (code == '\r')
      shown += "\\r";
    else if (is_control(code))
      shown += "\\x" + hexadecimal(code, 2);
    else if (code == 0x2028 || code == 0x2029 || turns_direction(code))
      shown += "\\u" + hexadecimal(code, 4);
    else
      shown += bytes;
  });
  return shown;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for_each_character(text, [&](char32_t code, std::string_view) {
    if (is_within(code, zero_width)) return;
    width += is_within(code, double_width) ? 2 : 1;
  });
  return width;
}

}  // namespace affectus
