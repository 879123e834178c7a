#include "text/text_encoding.h"

#include <algorithm>
#include <array>

#include "affectus/error.h"
#include "text/text.h"

namespace affectus {
namespace {

enum class Encoding { utf8, utf16_little_endian, utf16_big_endian };

[[noreturn]] void fail(const std::string& name, std::string_view before, const std::string& message) {
  // What follows a line end at the very end is another line.
  const bool is_new_line = before.empty() || before.back() == '\n' || before.back() == '\r';
  const std::size_t line = text_lines(before).size() + (is_new_line ? 1 : 0);
  throw Error(ErrorCode::invalid_format, name + ":" + std::to_string(line) + ": " + message);
}

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

std::string utf8_of_utf16(std::string_view bytes, bool little_endian, const std::string& name) {
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
      fail(name, text, "expected text in UTF-16, found half of a character");
    }
    append_utf8(text, code);
  }
  if (bytes.size() % 2 != 0) fail(name, text, "expected text in UTF-16, found an odd number of bytes");
  return text;
}

// Text without a mark: that most characters have a NUL on one side, and none on the other, no other encoding has.
Encoding encoding_without_mark(std::string_view bytes) {
  const std::size_t units = bytes.size() / 2;
  if (units < 2 || bytes.size() % 2 != 0) return Encoding::utf8;
  std::array<std::size_t, 2> nul = {0, 0};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i] == '\0') ++nul[i % 2];
  if (nul[0] == 0 && 2 * nul[1] > units) return Encoding::utf16_little_endian;
  if (nul[1] == 0 && 2 * nul[0] > units) return Encoding::utf16_big_endian;
  return Encoding::utf8;
}

// Takes the mark away.
Encoding take_encoding(std::string_view& bytes) {
  const auto take = [&bytes](std::string_view mark) {
    if (!bytes.starts_with(mark)) return false;
    bytes.remove_prefix(mark.size());
    return true;
  };
  if (take("\xFF\xFE")) return Encoding::utf16_little_endian;
  if (take("\xFE\xFF")) return Encoding::utf16_big_endian;
  if (take("\xEF\xBB\xBF")) return Encoding::utf8;
  return encoding_without_mark(bytes);
}

std::string hexadecimal(char byte) {
  constexpr const char* digits = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(byte);
  return {'0', 'x', digits[value >> 4U], digits[value & 15U]};
}

}  // namespace

std::string decode_text(std::string_view bytes, const std::string& name) {
  const Encoding encoding = take_encoding(bytes);
  std::string text = encoding == Encoding::utf8 ? std::string(bytes)
                                                : utf8_of_utf16(bytes, encoding == Encoding::utf16_little_endian, name);
  const std::string_view view = text;
  if (const std::size_t nul = view.find('\0'); nul != std::string_view::npos)
    fail(name, view.substr(0, nul), "expected text, found a NUL character");
  if (const std::size_t valid = valid_prefix(view); valid < view.size())
    fail(name, view.substr(0, valid),
         "expected text in UTF-8 or UTF-16, found the byte " + hexadecimal(view[valid]) + " (save it as UTF-8)");
  return text;
}

std::vector<std::string_view> text_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
    if (!text.empty()) text.remove_prefix(text.starts_with("\r\n") ? 2 : 1);
  }
  return lines;
}

}  // namespace affectus
