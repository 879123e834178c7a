#include "base/content_hash.h"

#include <cstdint>
#include <cstdio>

namespace affectus {

std::string content_hash(std::string_view content) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char one : content) hash = (hash ^ static_cast<unsigned char>(one)) * 0x100000001b3;
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

}  // namespace affectus
