#include "recipe/toml_text.h"

#include <cstddef>

namespace affectus {
namespace {

constexpr std::string_view hexadecimal = "0123456789abcdef";

// How many bytes the character that starts with `text` has; 0: it is not valid (RFC 3629).
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return byte(i) >= low && byte(i) <= high;
  };
  if (byte(0) < 0x80) return 1;
  if (byte(0) >= 0xc2 && byte(0) <= 0xdf) return follows(1) ? 2 : 0;
  if (byte(0) >= 0xe0 && byte(0) <= 0xef) {
    const unsigned low = byte(0) == 0xe0 ? 0xa0 : 0x80, high = byte(0) == 0xed ? 0x9f : 0xbf;
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (byte(0) >= 0xf0 && byte(0) <= 0xf4) {
    const unsigned low = byte(0) == 0xf0 ? 0x90 : 0x80, high = byte(0) == 0xf4 ? 0x8f : 0xbf;
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string to_ascii(std::string_view text) {
  std::string ascii;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x80 && character != '~') {
      ascii += character;
    } else {
      ascii += '~';
      ascii += hexadecimal[byte >> 4];
      ascii += hexadecimal[byte & 15];
    }
  }
  return ascii;
}

std::string from_ascii(std::string_view text) {
  std::string original;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t high = i + 3 <= text.size() ? hexadecimal.find(text[i + 1]) : std::string_view::npos;
    const std::size_t low = i + 3 <= text.size() ? hexadecimal.find(text[i + 2]) : std::string_view::npos;
    if (text[i] != '~' || high == std::string_view::npos || low == std::string_view::npos) {
      original += text[i];
    } else {
      original += static_cast<char>(high << 4 | low);
      i += 2;
    }
  }
  return original;
}

}  // namespace affectus
