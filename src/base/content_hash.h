// A hash that recognises content. Not for security.
#pragma once

#include <string>
#include <string_view>

namespace affectus {

/// FNV-1a of 64 bits (Fowler, Noll, Vo) as 16 hexadecimal digits.
std::string content_hash(std::string_view content);

}  // namespace affectus
