#include "toml/toml_text.h"

#include <cstddef>

namespace affectus {
namespace {

constexpr std::string_view hexadecimal = "0123456789abcdef";

}  // namespace

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
