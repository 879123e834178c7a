#include "text/text_encoding.h"

#include <cstddef>

namespace affectus {
namespace {

void append_utf8(std::string& text, char32_t code) {
  const auto add = [&text](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  const auto continuation = [code](unsigned shift) { return 0x80U | ((code >> shift) & 0x3FU); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0U | (code >> 6U));
  } else if (code < 0x10000) {
    add(0xE0U | (code >> 12U));
    add(continuation(6));
  } else {
    add(0xF0U | (code >> 18U));
    add(continuation(12));
    add(continuation(6));
  }
  add(continuation(0));
}

std::string utf8_of_utf16(std::string_view bytes, bool little_endian) {
  const std::size_t units = bytes.size() / 2;
  const auto unit = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[2 * i]), second = static_cast<unsigned char>(bytes[2 * i + 1]);
    return static_cast<char32_t>(little_endian ? second << 8U | first : first << 8U | second);
  };
  const auto is_high = [](char32_t code) { return code >= 0xD800 && code < 0xDC00; };
  const auto is_low = [](char32_t code) { return code >= 0xDC00 && code < 0xE000; };
  std::string text;
  text.reserve(units);
  for (std::size_t i = 0; i < units; ++i) {
    char32_t code = unit(i);
    if (is_high(code) && i + 1 < units && is_low(unit(i + 1))) {
      code = 0x10000 + ((code - 0xD800) << 10U) + (unit(i + 1) - 0xDC00);
      ++i;
    } else if (is_high(code) || is_low(code)) {
      code = 0xFFFD;
    }
    append_utf8(text, code);
  }
  if (bytes.size() % 2 != 0) append_utf8(text, 0xFFFD);
  return text;
}

}  // namespace

std::string decode_text(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return utf8_of_utf16(bytes.substr(2), true);
  if (bytes.starts_with("\xFE\xFF")) return utf8_of_utf16(bytes.substr(2), false);
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return std::string(bytes);
}

}  // namespace affectus
