#include "audio/ogg_end.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace affectus {
namespace {

constexpr std::uint64_t last_bytes = std::uint64_t{128} * 1024;  // two of the largest pages
constexpr std::size_t flags_at = 5, segment_count_at = 26, segments_at = 27;
constexpr unsigned last_page = 4;  // of the flags

}  // namespace

bool lacks_last_page(const BytesAt& bytes_at, std::uint64_t file_size) {
  const std::uint64_t count = std::min(file_size, last_bytes);
  const std::string bytes = bytes_at(file_size - count, static_cast<std::size_t>(count));
  const auto byte = [&](std::size_t place) { return static_cast<unsigned char>(bytes[place]); };
  const std::size_t page = bytes.rfind(std::string_view("OggS\0", 5));
  if (page == std::string::npos) return false;
  if (page + segments_at > bytes.size()) return true;
  const std::size_t segments = byte(page + segment_count_at);
  std::size_t end = page + segments_at + segments;
  if (end > bytes.size()) return true;
  for (std::size_t i = 0; i < segments; ++i) end += byte(page + segments_at + i);
  return end > bytes.size() || (byte(page + flags_at) & last_page) == 0;
}

}  // namespace affectus
