// Shows text from outside in a message.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "text/text.h"

namespace affectus {

/// In quotes, escaped by printable(), and cut after `longest` bytes.
inline std::string shown(std::string_view text, std::size_t longest = 60) {
  std::size_t length = text.size() <= longest ? text.size() : longest;
  while (length < text.size() && length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80) --length;
  return "'" + printable(text.substr(0, length)) + (length < text.size() ? "...'" : "'");
}

}  // namespace affectus
